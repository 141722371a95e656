import { instructionName } from "./colors";
import { count, percent, size, visible } from "./format";
import type { Tile } from "./layout";
import { Entry, flags } from "./tree";
import type { View } from "./view";

// Facts are the sizes of an entry, and why it is sent or not.
export function Facts({ view, entry }: { view: View; entry: Entry }) {
  return (
    <>
      <dl class="facts">
        <div><dt>Sent</dt><dd>{size(entry.sent)} <small>{count(entry.sentFiles, "file")}{entry.sent > 0 && ` · ${percent(entry.sent, view.root.sent)}`}</small></dd></div>
        <div><dt>Eligible</dt><dd>{size(entry.eligible)} <small>{count(entry.eligibleFiles, "file")}</small></dd></div>
        {view.columns?.commits && <div><dt>Changed</dt><dd>{entry.isCombined ? "unknown" : `in ${count(entry.commits, "commit")}`}</dd></div>}
        {(entry.excludedFiles > 0 || entry.unscanned > 0) && <div><dt>Excluded</dt><dd>{excludedSize(entry)}</dd></div>}
      </dl>
      {reasons(view, entry).map((r) => <p class="reason">{r}</p>)}
    </>
  );
}

function excludedSize(e: Entry): string {
  if (e.excludedFiles === 0) return "not scanned";
  return `${size(e.excluded)}, ${count(e.excludedFiles, "file")}${e.unscanned ? ` and ${count(e.unscanned, "directory")} not scanned` : ""}`;
}

// reasons returns sentences about what decides whether an entry is sent.
export function reasons(view: View, e: Entry): string[] {
  const list: string[] = [];
  const pattern = view.columns?.patterns[e.by];
  const file = view.ignoreFile ?? "the ignore file";
  if (pattern) {
    const place = pattern.line > 0 ? `line ${pattern.line} of ${visible(file)}` : "--ignore";
    list.push(`${e.isExcluded ? "Excluded" : "Re-included"} by ${place}: ${pattern.text}`);
  }
  const set = view.context.sets[e.set];
  if (set) list.push(`Copied by ${set.map((n) => instructionName(view.build.instructions[n]!)).join("; ")}`);
  else if (e.state === "unused" && !e.isCombined) list.push("Eligible, but no instruction copies it: BuildKit does not request it.");
  const suggestion = view.suggestions[e.suggestion];
  if (suggestion) list.push(`The suggestion ${visible(suggestion.pattern)} would exclude it (${suggestion.safety}).`);
  if (e.flag & flags.symlink) list.push("Symbolic link.");
  return list;
}

// Card shows a tile next to the pointer.
export function Card({ view, tile }: { view: View; tile: Tile }) {
  if (tile.folded) return <Folded entries={tile.folded} />;
  return <><strong class="path">{tile.entry.path || view.title}{tile.entry.isDir && "/"}</strong><Facts view={view} entry={tile.entry} /></>;
}

function Folded({ entries }: { entries: Entry[] }) {
  const sum = (of: (e: Entry) => number) => entries.reduce((a, e) => a + of(e), 0);
  return (
    <>
      <strong class="path">{count(entries.length, "entry")} too small to draw</strong>
      <dl class="facts">
        <div><dt>Sent</dt><dd>{size(sum((e) => e.sent))} <small>{count(sum((e) => e.sentFiles), "file")}</small></dd></div>
        <div><dt>Eligible</dt><dd>{size(sum((e) => e.eligible))}</dd></div>
      </dl>
      <p class="reason">Open the directory, or search, to see them.</p>
    </>
  );
}
