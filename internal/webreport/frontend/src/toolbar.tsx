import type { RefObject } from "preact";
import type { ColorMode } from "./colors";
import { count, size } from "./format";
import type { Highlight, Result } from "./search";
import type { Metric } from "./tree";
import type { View } from "./view";

interface Props {
  view: View;
  metric: Metric;
  mode: ColorMode;
  excluded: boolean;
  highlight: Highlight | null;
  found: Result | null;
  box: RefObject<HTMLInputElement | null>;
  onMetric(m: Metric): void;
  onMode(m: ColorMode): void;
  onExcluded(on: boolean): void;
  onHighlight(h: Highlight | null): void;
}

const metrics: [Metric, string][] = [["sent", "Sent"], ["eligible", "Eligible"], ["files", "Files"]];
const changes: [Metric, string] = ["changes", "Changes"];
const modes: [ColorMode, string][] = [["state", "State"], ["instruction", "Instruction"], ["extension", "Extension"]];
const byCommits: [ColorMode, string] = ["commits", "Commits"];

// Toolbar has what the map shows: measure, colors and search.
export function Toolbar(p: Props) {
  return (
    <section class="toolbar" aria-label="Settings of the map">
      <Choice label="Measure" name="metric" options={p.view.columns?.commits ? [...metrics, changes] : metrics} value={p.metric} onChange={p.onMetric} />
      <Choice label="Color" name="mode" options={p.view.columns?.commits ? [...modes, byCommits] : modes} value={p.mode} onChange={p.onMode} />
      <label class="check"><input type="checkbox" checked={p.excluded} onChange={(e) => p.onExcluded(e.currentTarget.checked)} />Excluded</label>
      <div class="search" role="search">
        <SearchBox box={p.box} text={p.highlight?.kind === "text" ? p.highlight.text : ""} onText={(text) => p.onHighlight(text ? { kind: "text", text } : null)} />
        <span class="result" role="status">
          {p.found && `${count(p.found.first.length, "match")}: ${size(p.found.sent)} sent, ${size(p.found.eligible)} eligible`}
        </span>
        {p.highlight && p.highlight.kind !== "text" && (
          <button type="button" class="chip" onClick={() => p.onHighlight(null)}><span class="hidden">Stop showing </span>{p.highlight.label}<span aria-hidden="true"> ✕</span></button>
        )}
      </div>
    </section>
  );
}

// Choice is a group of buttons, one of which is on.
export function Choice<T extends string>({ label, name, options, value, onChange }: { label: string; name: string; options: [T, string][]; value: T; onChange(v: T): void }) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {options.map(([v, text]) => (
        <label><input type="radio" name={name} value={v} checked={v === value} onChange={() => onChange(v)} /><span>{text}</span></label>
      ))}
    </fieldset>
  );
}

// SearchBox is the field for a search. Escape ends the search.
export function SearchBox({ box, text, onText }: { box: RefObject<HTMLInputElement | null>; text: string; onText(text: string): void }) {
  const keys = (e: KeyboardEvent) => {
    if (e.key !== "Escape") return;
    onText("");
    document.querySelector<HTMLElement>(".map")?.focus();
  };
  return (
    <input type="search" ref={box} value={text} placeholder="Search  /" aria-label="Search paths; * and ? are wildcards" autocomplete="off" spellcheck={false}
      onInput={(e) => onText(e.currentTarget.value)} onKeyDown={keys} />
  );
}
