import { Entry, type Metric } from "./tree";

// Highlight selects entries to be lit: those whose paths match a text, or those of a pattern, an instruction or a suggestion.
export type Highlight =
  | { kind: "text"; text: string }
  | { kind: "pattern" | "instruction" | "suggestion"; index: number; label: string };

export interface Result {
  // lit are the matching entries and everything below them, and open the entries above a match.
  lit: Set<Entry>;
  open: Set<Entry>;
  // first are the matches themselves, without those below another one.
  first: Entry[];
  sent: number;
  eligible: number;
  files: number;
}

// matcher returns a test of paths: they hold each word of the text. In a word, * stands for any characters and ? for one.
export function matcher(text: string): (path: string) => boolean {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean).map((word) => {
    if (!/[*?]/.test(word)) return (path: string) => path.includes(word);
    const pattern = word.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".");
    const whole = new RegExp(`(^|/)${pattern}$`, "s");
    return (path: string) => whole.test(path);
  });
  return (path) => words.every((match) => match(path));
}

// search returns the entries of a highlight.
export function search(root: Entry, h: Highlight, sets: number[][]): Result {
  const r: Result = { lit: new Set(), open: new Set(), first: [], sent: 0, eligible: 0, files: 0 };
  const test = tester(h, sets);
  const visit = (e: Entry, path: string, above: boolean): boolean => {
    const hit = !above && e !== root && test(e, path.toLowerCase());
    if (hit) {
      r.first.push(e);
      r.sent += e.sent;
      r.eligible += e.eligible;
      r.files += e.eligibleFiles + e.excludedFiles;
    }
    if (hit || above) r.lit.add(e);
    let below = false;
    for (const c of e.children) below = visit(c, path ? `${path}/${c.name}` : c.name, above || hit) || below;
    if (below && !above && !hit) r.open.add(e);
    return hit || above || below;
  };
  visit(root, "", false);
  return r;
}

function tester(h: Highlight, sets: number[][]): (e: Entry, path: string) => boolean {
  switch (h.kind) {
    case "text": {
      const match = matcher(h.text);
      return (e, path) => !e.isCombined && match(path);
    }
    case "pattern": return (e) => e.by === h.index;
    case "suggestion": return (e) => e.suggestion === h.index;
    // A directory is lit by its entries, because an instruction may copy some of them only.
    case "instruction": return (e) => e.children.length === 0 && !!sets[e.set]?.includes(h.index);
  }
}

// ranked returns the matches, the largest first.
export function ranked(r: Result, metric: Metric): Entry[] {
  return [...r.first].sort((a, b) => b.value(metric, true) - a.value(metric, true) || (a.path < b.path ? -1 : 1));
}
