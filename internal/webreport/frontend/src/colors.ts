import type { Instruction } from "./data";
import { Entry, type State } from "./tree";

export type ColorMode = "state" | "instruction" | "extension" | "commits";
export type Theme = "light" | "dark";

export interface Paint { fill: string; text: string; hatch: boolean }

export interface LegendItem { label: string; paint: Paint; title?: string }

export interface Coloring {
  paint(e: Entry): Paint;
  legend: LegendItem[];
}

interface Shade { l: number; c: number; h: number }

// The lightness alternates, so that neighbors in the legend differ without hues, too.
const hues: Shade[] = [
  { l: 0, c: 0.1, h: 250 }, { l: 0.06, c: 0.12, h: 65 }, { l: -0.05, c: 0.1, h: 160 }, { l: 0.05, c: 0.1, h: 330 },
  { l: -0.06, c: 0.11, h: 295 }, { l: 0.1, c: 0.11, h: 100 }, { l: 0.02, c: 0.08, h: 205 }, { l: -0.04, c: 0.12, h: 25 },
];

const grey: Shade = { l: 0.02, c: 0.008, h: 260 };

function paint(s: Shade, theme: Theme, hatch = false): Paint {
  const [l, c, text] = theme === "light" ? [0.8 + s.l * 0.8, s.c, "#14181f"] : [0.44 + s.l * 0.8, s.c * 0.95, "#f7f9fc"];
  return { fill: `oklch(${l.toFixed(3)} ${c.toFixed(3)} ${s.h})`, text, hatch };
}

const states: Record<State, { shade: Shade; label: string; title: string }> = {
  sent: { shade: hues[0]!, label: "sent", title: "An instruction copies it." },
  suggested: { shade: { l: 0.06, c: 0.13, h: 60 }, label: "sent, a suggestion excludes it", title: "See the tab Suggestions." },
  unused: { shade: grey, label: "unused", title: "Eligible, but no instruction copies it." },
  excluded: { shade: { l: 0.08, c: 0.004, h: 260 }, label: "excluded", title: "The ignore file excludes it." },
};

const statePaint = (state: State, theme: Theme): Paint => paint(states[state].shade, theme, state === "excluded");

export function byState(root: Entry, theme: Theme): Coloring {
  const seen = new Set<State>(["sent"]);
  root.each((e) => { if (e.children.length === 0) seen.add(e.state); });
  return {
    paint: (e) => statePaint(e.state, theme),
    legend: (["sent", "suggested", "unused", "excluded"] as State[]).filter((s) => seen.has(s))
      .map((s) => ({ label: states[s].label, title: states[s].title, paint: statePaint(s, theme) })),
  };
}

// byKey colors by the key that most of an entry has. The largest keys get colors, the others share one.
function byKey(root: Entry, theme: Theme, key: (e: Entry) => string | null, other: string): Coloring {
  const sums = new Map<string, number>();
  let keyless = false;
  root.each((e) => {
    if (e.children.length > 0 || e.state === "excluded") return;
    const k = key(e);
    if (k === null) keyless ||= e.eligibleFiles > 0;
    else sums.set(k, (sums.get(k) ?? 0) + Math.max(e.sent, e.eligible) + e.eligibleFiles);
  });
  const ranked = [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([k]) => k);
  const named = ranked.slice(0, ranked.length > hues.length ? hues.length - 1 : hues.length);
  const paints = new Map(named.map((k, n) => [k, paint(hues[n]!, theme)]));
  const rest = paint(grey, theme);
  const dominant = new Map<Entry, string | null>();
  const keyOf = (e: Entry): string | null => {
    if (e.children.length === 0) return key(e);
    let known = dominant.get(e);
    if (known === undefined) {
      const largest = e.children.reduce((a, b) => (b.sent + b.eligible + b.eligibleFiles > a.sent + a.eligible + a.eligibleFiles ? b : a));
      known = keyOf(largest);
      dominant.set(e, known);
    }
    return known;
  };
  const legend: LegendItem[] = named.map((k) => ({ label: k, paint: paints.get(k)! }));
  if (ranked.length > named.length || keyless) legend.push({ label: ranked.length > named.length ? "other" : other, paint: rest });
  legend.push({ label: "excluded", paint: statePaint("excluded", theme) });
  return {
    paint: (e) => (e.state === "excluded" ? statePaint("excluded", theme) : paints.get(keyOf(e) ?? "") ?? rest),
    legend,
  };
}

// extension returns the ending of a file name, without digits at its end that count versions.
export function extension(e: Entry): string | null {
  if (e.isCombined || e.isDir) return null;
  const dot = e.name.lastIndexOf(".");
  return dot > 0 && e.name.length - dot <= 12 ? e.name.slice(dot).toLowerCase() : "no extension";
}

export function byExtension(root: Entry, theme: Theme): Coloring { return byKey(root, theme, extension, "smaller files"); }

export function instructionName(i: Instruction): string {
  return `line ${i.line} ${i.instruction}${i.stage ? `, stage ${i.stage}` : ""}`;
}

export function byInstruction(root: Entry, theme: Theme, sets: number[][], list: Instruction[]): Coloring {
  const name = (e: Entry): string | null => {
    const set = sets[e.set];
    if (!set) return null;
    return set.length === 1 ? instructionName(list[set[0]!]!) : `lines ${set.map((n) => list[n]!.line).join(", ")}`;
  };
  return byKey(root, theme, name, "no instruction");
}

// Growth is what happened to an entry between two states.
export type Growth = "added" | "grew" | "unchanged" | "shrank" | "removed";

export function growthOf(e: Entry): Growth {
  if (e.before === 0 && e.after > 0) return "added";
  if (e.after === 0 && e.before > 0) return "removed";
  return e.after > e.before ? "grew" : e.after < e.before ? "shrank" : "unchanged";
}

const growths: Record<Growth, { shade: Shade; title: string }> = {
  added: { shade: { l: -0.03, c: 0.13, h: 50 }, title: "Not sent before." },
  grew: { shade: { l: 0.1, c: 0.085, h: 75 }, title: "More bytes are sent than before." },
  unchanged: { shade: grey, title: "As many bytes are sent as before." },
  shrank: { shade: { l: 0.09, c: 0.07, h: 190 }, title: "Fewer bytes are sent than before." },
  removed: { shade: { l: -0.03, c: 0.1, h: 200 }, title: "Not sent any more." },
};

// byGrowth colors by what happened between two states. Removed entries are hatched.
export function byGrowth(root: Entry, theme: Theme): Coloring {
  const seen = new Set<Growth>();
  root.each((e) => { if (e.children.length === 0) seen.add(growthOf(e)); });
  const of = (g: Growth) => paint(growths[g].shade, theme, g === "removed");
  return {
    paint: (e) => of(growthOf(e)),
    legend: (Object.keys(growths) as Growth[]).filter((g) => seen.has(g)).map((g) => ({ label: g, title: growths[g].title, paint: of(g) })),
  };
}

// The steps of a scale of commits, from few to many.
const heat: Shade[] = [
  grey, { l: 0.1, c: 0.06, h: 95 }, { l: 0.06, c: 0.11, h: 75 }, { l: -0.02, c: 0.14, h: 55 }, { l: -0.12, c: 0.16, h: 35 },
];

// byCommits colors by the number of commits that change an entry.
export function byCommits(root: Entry, theme: Theme): Coloring {
  let most = 0;
  root.each((e) => { if (e.children.length === 0) most = Math.max(most, e.commits); });
  // Each step has twice as many commits as the one before, up to the most.
  const limits = [0, ...[8, 4, 2].map((n) => Math.max(1, Math.floor(most / n))), Math.max(most, 1)];
  const step = (e: Entry) => limits.findIndex((limit) => e.commits <= limit);
  const range = (n: number) => (n === 0 ? "no commit" : limits[n - 1]! + 1 === limits[n] ? `${limits[n]}` : `${limits[n - 1]! + 1}–${limits[n]}`);
  const shown = limits.map((_, n) => n).filter((n) => n === 0 || limits[n]! > limits[n - 1]!);
  return {
    paint: (e) => (e.state === "excluded" ? statePaint("excluded", theme) : paint(heat[step(e) < 0 ? heat.length - 1 : step(e)]!, theme)),
    legend: shown.map((n) => ({ label: n === shown.at(-1) && n > 0 ? `${range(n)} commits` : range(n), paint: paint(heat[n]!, theme) })),
  };
}
