// The data of the page: package webreport writes it.

export interface Counts { bytes: number; files: number; dirs: number; symlinks: number; other: number }

export interface Totals {
  eligible: Counts | null;
  sent: Counts | null;
  unused: Counts | null;
  excluded: (Counts & { complete: boolean }) | null;
}

export interface Instruction {
  line: number; stage: string; reachable: boolean; instruction: string; text: string; dest: string; context?: string;
  sources: string[]; bytes: number; files: number; unique_bytes: number; missing: string[];
}

export interface Pattern { line: number; pattern: string; exception: boolean; decided_files: number; decided_bytes: number; status: string }

export interface Suggestion {
  pattern: string; category: string; saves_bytes: number; saves_files: number; saves_eligible_bytes: number;
  safety: string; reason: string; replaces_line: number | null;
}

export interface Fix { kind: string; text: string; file?: string; applied_by?: string; diff?: string }

export interface Finding {
  code: string; severity: string; message: string; file: string; line: number; path: string; bytes: number; reach: string;
  fix: Fix | null; accepted?: string;
}

export interface NamedContext {
  name: string; context: string; ignore_file: string | null; requested: string[]; totals: Totals; transfer_bytes: number | null;
  suggestions: Suggestion[];
}

export interface Build {
  name: string; platform: string; context: string; dockerfile: string | null; target: string; builder: string;
  ignore_file: string | null; ignore_file_reason: string; context_requested: boolean; requested: string[]; totals: Totals;
  transfer_bytes: number | null; named_contexts: NamedContext[]; instructions: Instruction[]; patterns: Pattern[];
  suggestions: Suggestion[]; findings: Finding[];
}

export interface Check { name: string; build: number | null; limit: number; actual: number | null; pass: boolean; missing?: string[]; paths?: string[] }

export interface ProposedFile { path: string; new: boolean; text: string; diff: string; refused?: string }

export interface Report {
  tool: { name: string; version: string };
  complete: boolean;
  builds: Build[];
  findings: Finding[];
  errors: { path: string; op: string; message: string; fatal: boolean }[];
  checks?: Check[];
  project?: {
    root: string;
    before: { bytes: number; files: number };
    after: { bytes: number; files: number };
    proposed_files: ProposedFile[];
  };
}

export interface TreeColumns {
  name: string[]; kids: number[]; flag: number[];
  sent: number[]; sentFiles: number[]; eligible: number[]; eligibleFiles: number[]; excluded: number[]; excludedFiles: number[];
  by: number[]; suggestion: number[];
  commits?: number[];
  patterns: { line: number; text: string }[];
  below: number; combined: number;
}

export interface ContextData { tree: number; sets: number[][]; set: number[] }

export interface ChurnStep {
  line: number; stage: string; instruction: string; text: string; changes: number; reruns: number; program?: string;
  needless_reruns: number | null; minutes_per_100_commits?: number;
  paths: { path: string; commits: number }[];
}

export interface Churn {
  name: string; error?: string; commits: number; failing_commits: number; newest_commit: string; oldest_commit: string; shallow: boolean;
  instructions: ChurnStep[];
  savings: { pattern: string; saves_reruns: number; safety: string }[];
}

export interface Data {
  report: Report;
  units: "si" | "iec" | "bytes";
  date?: string;
  builds: { label: string; contexts: ContextData[] }[];
  trees: TreeColumns[];
  churn?: { builds: Churn[] };
}

export interface DiffColumns {
  name: string[]; kids: number[]; flag: number[]; before: number[]; after: number[]; files: number[]; below: number; combined: number;
}

export interface PathDiff { path: string; before_bytes: number; after_bytes: number }

export interface InstructionDiff { stage: string; text: string; before_bytes: number; after_bytes: number }

export interface BuildDiff {
  name: string; platform: string; before: number; after: number; growth_bytes: number; new?: boolean; gone?: boolean;
  instructions: InstructionDiff[]; paths: PathDiff[]; unlisted?: { before_bytes: number; after_bytes: number };
}

export interface FindingDiff { code: string; severity: string; message: string; file: string; path: string }

export interface DiffData {
  diff: { base?: string; builds: BuildDiff[]; new_findings: FindingDiff[]; fixed_findings: FindingDiff[]; notes: string[] };
  units: Data["units"];
  date?: string;
  version: string;
  before: string;
  after: string;
  trees: DiffColumns[];
  // paths is the number of changed paths of each build; diff lists the largest.
  paths: number[];
}

// readData unpacks the data in the page.
export async function readData(): Promise<Data | DiffData> {
  const text = document.getElementById("data")!.textContent!;
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}
