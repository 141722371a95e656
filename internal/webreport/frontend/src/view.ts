import type { Build, Churn, ContextData, Data, Finding, Suggestion, Totals, TreeColumns } from "./data";
import { buildTree, Entry } from "./tree";

// View is one context of one build.
export interface View {
  title: string;
  build: Build;
  // named: it is a named context. The report has the uses of patterns, and the paths of findings, of the main context only.
  named: boolean;
  context: ContextData;
  columns: TreeColumns | null;
  root: Entry;
  totals: Totals;
  transfer: number | null;
  ignoreFile: string | null;
  suggestions: Suggestion[];
  findings: Finding[];
  // churn is what commits do to the build, null where it is not measured.
  churn: Churn | null;
}

// Choice is an element of the menu of builds: a build, or several that send the same.
export interface Choice { label: string; build: number }

// choices returns the builds for the menu. Builds that send the same are one choice.
export function choices(d: Data): Choice[] {
  const groups = new Map<string, number[]>();
  d.report.builds.forEach((b, n) => {
    const key = JSON.stringify([b.context, b.dockerfile, b.target, b.builder, b.requested, b.totals, d.builds[n]!.contexts.map((c) => c.tree), b.instructions]);
    groups.set(key, [...(groups.get(key) ?? []), n]);
  });
  return [...groups.values()].map((list) => {
    const names = [...new Set(list.map((n) => d.builds[n]!.label || d.report.builds[n]!.name))];
    const platforms = new Set(list.map((n) => d.report.builds[n]!.platform));
    const shown = names.slice(0, 4).join(", ") + (names.length > 4 ? `, ${names.length - 4} more` : "");
    const note = list.length > 1 ? ` (${list.length} identical${platforms.size > 1 ? ` for ${platforms.size} platforms` : ""})` : "";
    return { label: shown + note, build: list[0]! };
  });
}

// makeView returns a context of a build; context 0 is the main one.
export function makeView(d: Data, build: number, context: number): View {
  const b = d.report.builds[build]!;
  const named = context > 0 ? b.named_contexts[context - 1]! : null;
  const data = d.builds[build]!.contexts[context]!;
  const columns = data.tree >= 0 ? d.trees[data.tree]! : null;
  return {
    title: named ? `${d.builds[build]!.label}, context ${named.name}` : d.builds[build]!.label,
    build: b, named: named !== null, context: data, columns,
    root: columns ? buildTree(columns, data) : new Entry("", 1, null),
    totals: named ? named.totals : b.totals,
    transfer: named ? named.transfer_bytes : b.transfer_bytes,
    ignoreFile: named ? named.ignore_file : b.ignore_file,
    suggestions: named ? named.suggestions : b.suggestions,
    findings: b.findings,
    churn: d.churn?.builds[build] ?? null,
  };
}
