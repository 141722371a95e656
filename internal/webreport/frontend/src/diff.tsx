import { useMemo, useRef, useState } from "preact/hooks";
import { byGrowth } from "./colors";
import { Copy } from "./copy";
import type { DiffData } from "./data";
import { DiffHeader } from "./diffheader";
import { DiffBuilds, DiffChanges, DiffFindings, DiffInstructions, DiffTable, GrowthFacts } from "./diffpanels";
import { count, signed } from "./format";
import { Treemap } from "./map";
import { search } from "./search";
import { Crumbs, Legend, useSearchKey, useTheme, type ThemeChoice } from "./shell";
import { Tabs } from "./tabs";
import { Choice, SearchBox } from "./toolbar";
import { buildDiffTree, type Entry, type Metric } from "./tree";
import type { Tile } from "./layout";

const measures: [Metric, string][] = [["growth", "Growth"], ["size", "Size"]];

// DiffApp is the page of a difference.
export function DiffApp({ data }: { data: DiffData }) {
  const { builds } = data.diff;
  const [at, setAt] = useState(() => mostChanged(data));
  const root = useMemo(() => buildDiffTree(data.trees[at]!), [at]);
  const [focus, setFocus] = useState<Entry>(root);
  const [selected, setSelected] = useState<Entry | null>(null);
  const [metric, setMetric] = useState<Metric>(root.moved > 0 ? "growth" : "size");
  const [text, setText] = useState("");
  const [tab, setTab] = useState("Changes");
  const [choice, setChoice] = useState<ThemeChoice>("auto");
  const theme = useTheme(choice);
  const box = useRef<HTMLInputElement>(null);
  useSearchKey(box);

  const coloring = useMemo(() => byGrowth(root, theme), [root, theme]);
  const found = useMemo(() => (text.trim() ? search(root, { kind: "text", text }, []) : null), [root, text]);
  const here = root.contains(focus) ? focus : root;
  const title = builds[at]!.name;
  const show = (build: number) => {
    setAt(build);
    setSelected(null);
    const next = buildDiffTree(data.trees[build]!);
    setFocus(next);
    setMetric(next.moved > 0 ? "growth" : "size");
  };
  const enter = (e: Entry) => {
    setSelected(e.contains(here) && e !== here ? here.ancestors[e.ancestors.length]! : e.sorted(metric, false)[0] ?? null);
    setFocus(e);
  };
  const select = (e: Entry | null) => {
    setSelected(e);
    if (e && !here.contains(e)) setFocus(e.parent ?? root);
  };
  const findings = data.diff.new_findings.length + data.diff.fixed_findings.length;
  const tabs = [
    { name: "Changes", count: data.paths[at]!, body: () => <DiffChanges build={builds[at]!} total={data.paths[at]!} root={root} text={text} selected={selected} coloring={coloring} onSelect={select} /> },
    { name: "Instructions", count: builds[at]!.instructions.length, body: () => <DiffInstructions build={builds[at]!} /> },
    { name: "Findings", count: findings, body: () => <DiffFindings added={data.diff.new_findings} fixed={data.diff.fixed_findings} /> },
    ...(builds.length > 1 ? [{ name: "Builds", body: () => <DiffBuilds builds={builds} current={at} onShow={show} /> }] : []),
    { name: "Table", body: () => <DiffTable focus={here} selected={selected} onFocus={enter} onSelect={select} /> },
  ];
  return (
    <>
      <DiffHeader data={data} at={at} theme={choice} onShow={show} onTheme={setChoice} />
      <section class="toolbar" aria-label="Settings of the map">
        <Choice label="Measure" name="metric" options={measures} value={metric} onChange={(m) => setMetric(m)} />
        <div class="search" role="search">
          <SearchBox box={box} text={text} onText={setText} />
          <span class="result" role="status">{found && `${count(found.first.length, "match")}: ${signed(found.first.reduce((sum, e) => sum + e.after - e.before, 0))}`}</span>
        </div>
      </section>
      <main>
        <section class="left" aria-label="Map">
          <Crumbs focus={here} title={title} metricText={signed(here.after - here.before)} onFocus={enter} />
          <Treemap title={title} card={(t) => <TileCard tile={t} title={title} />} empty={metric === "growth" ? "No size changes. Switch to Size to see what is sent." : "Nothing is sent."}
            focus={here} selected={selected} metric={metric} excluded={false} coloring={coloring} theme={theme} found={found} onFocus={enter} onSelect={select} />
          <Legend coloring={coloring} />
          <Selected entry={selected} />
          <Notes data={data} at={at} />
        </section>
        <Tabs tabs={tabs} current={tab} onTab={setTab} />
      </main>
      <div class="hidden" role="status" aria-live="polite">{selected && `${selected.path}, ${signed(selected.after - selected.before)}`}</div>
      <footer>ctxsize {data.version}{data.date && `, ${data.date}`} · keys: arrows, Enter, Escape, Home, /</footer>
    </>
  );
}

// mostChanged returns the build whose files change most.
function mostChanged(data: DiffData): number {
  const moved = data.diff.builds.map((b) => b.paths.reduce((sum, p) => sum + Math.abs(p.after_bytes - p.before_bytes), 0));
  return Math.max(0, moved.indexOf(Math.max(...moved)));
}

function TileCard({ tile, title }: { tile: Tile; title: string }) {
  if (!tile.folded) return <><strong class="path">{tile.entry.path || title}{tile.entry.isDir && "/"}</strong><GrowthFacts entry={tile.entry} /></>;
  const growth = tile.folded.reduce((sum, e) => sum + e.after - e.before, 0);
  return <><strong class="path">{count(tile.folded.length, "entry")} too small to draw</strong><p class="reason">{signed(growth)}. Open the directory, or search, to see them.</p></>;
}

function Selected({ entry }: { entry: Entry | null }) {
  if (!entry) return <div class="selected none">Click a directory to open it, a file to see its sizes.</div>;
  return (
    <div class="selected">
      <div class="row"><strong class="path grow">{entry.path}{entry.isDir && "/"}</strong><Copy text={entry.path} what="the path" /></div>
      <GrowthFacts entry={entry} />
    </div>
  );
}

// Notes state what was compared, and what the map leaves out.
function Notes({ data, at }: { data: DiffData; at: number }) {
  const t = data.trees[at]!;
  const notes = [...data.diff.notes];
  if (t.combined > 0) notes.push(`${count(t.combined, "entry")} with less than ${Number((100 * t.below).toPrecision(2))} % of the sizes and of the changes are combined as “smaller files”.`);
  if (notes.length === 0) return null;
  return <ul class="notes">{notes.map((n) => <li>{n}</li>)}</ul>;
}
