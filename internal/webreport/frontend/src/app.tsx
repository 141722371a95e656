import { useMemo, useRef, useState } from "preact/hooks";
import { Card, Facts, reasons } from "./card";
import { ChurnPanel } from "./churn";
import { byCommits, byExtension, byInstruction, byState, type ColorMode } from "./colors";
import { Copy } from "./copy";
import type { Data } from "./data";
import { count, size } from "./format";
import { Header } from "./header";
import { Largest, Table } from "./lists";
import { Treemap } from "./map";
import { Checks, Findings, Instructions, Patterns, Suggestions } from "./panels";
import { search, type Highlight } from "./search";
import { Crumbs, Legend, useSearchKey, useTheme, type ThemeChoice } from "./shell";
import { Tabs } from "./tabs";
import { Toolbar } from "./toolbar";
import type { Entry, Metric } from "./tree";
import { choices, makeView, type View } from "./view";

// App is the page.
export function App({ data }: { data: Data }) {
  const menu = useMemo(() => choices(data), [data]);
  const [at, setAt] = useState({ build: largestChoice(data, menu.map((c) => c.build)), context: 0 });
  const view = useMemo(() => makeView(data, at.build, at.context), [at]);
  const [focus, setFocus] = useState<Entry>(view.root);
  const [selected, setSelected] = useState<Entry | null>(null);
  const [metric, setMetric] = useState<Metric>(() => startMetric(view));
  const [mode, setMode] = useState<ColorMode>(view.columns?.commits ? "commits" : "state");
  const [excluded, setExcluded] = useState(false);
  const [highlight, setHighlight] = useState<Highlight | null>(null);
  const [tab, setTab] = useState(data.report.checks?.some((c) => !c.pass) ? "Checks" : data.churn ? "Churn" : "Largest");
  const [choice, setChoice] = useState<ThemeChoice>("auto");
  const theme = useTheme(choice);
  const searchBox = useRef<HTMLInputElement>(null);

  const show = (build: number, context: number) => {
    setAt({ build, context });
    const shown = makeView(data, build, context);
    setFocus(shown.root);
    setSelected(null);
    setHighlight(null);
    setMetric(startMetric(shown));
    if (!shown.columns?.commits && mode === "commits") setMode("state");
  };
  // The entries of a view are made with it.
  const here = view.root.contains(focus) ? focus : view.root;
  const { sets } = view.context;
  const coloring = useMemo(() => {
    if (mode === "extension") return byExtension(view.root, theme);
    if (mode === "instruction") return byInstruction(view.root, theme, sets, view.build.instructions);
    if (mode === "commits" && view.columns?.commits) return byCommits(view.root, theme);
    return byState(view.root, theme);
  }, [view, mode, theme]);
  const found = useMemo(() => (highlight && (highlight.kind !== "text" || highlight.text.trim()) ? search(view.root, highlight, sets) : null), [view, highlight]);

  useSearchKey(searchBox);

  const enter = (e: Entry) => {
    // On the way out, the directory that was left is selected.
    setSelected(e.contains(here) && e !== here ? here.ancestors[e.ancestors.length]! : e.sorted(metric, excluded)[0] ?? null);
    setFocus(e);
  };
  const select = (e: Entry | null) => {
    setSelected(e);
    if (e && !here.contains(e)) setFocus(e.parent ?? view.root);
  };
  const lists = { focus: here, selected, metric, excluded, coloring, found, onFocus: enter, onSelect: select };
  const lighting = { highlight, onHighlight: setHighlight };
  const findings = view.findings.length + data.report.findings.length;
  const tabs = [
    ...(data.report.checks ? [{ name: "Checks", count: data.report.checks.filter((c) => !c.pass).length, body: () => <Checks report={data.report} /> }] : []),
    { name: "Largest", body: () => <Largest {...lists} /> },
    { name: "Findings", count: findings, body: () => <Findings view={view} report={data.report} onSelect={select} /> },
    { name: "Suggestions", count: view.suggestions.length, body: () => <Suggestions view={view} report={data.report} {...lighting} /> },
    { name: "Patterns", body: () => <Patterns view={view} {...lighting} /> },
    { name: "Instructions", body: () => <Instructions view={view} {...lighting} /> },
    ...(view.churn ? [{ name: "Churn", body: () => <ChurnPanel churn={view.churn!} onSelect={(path) => { const e = view.root.find(path); if (e) select(e); }} has={(path) => !view.named && view.root.find(path) !== null} /> }] : []),
    { name: "Table", body: () => <Table {...lists} /> },
  ];
  return (
    <>
      <Header data={data} view={view} menu={menu} at={at} theme={choice} onShow={show} onTheme={setChoice} />
      <Toolbar view={view} metric={metric} mode={mode} excluded={excluded} highlight={highlight} found={found} box={searchBox}
        onMetric={setMetric} onMode={setMode} onExcluded={setExcluded} onHighlight={setHighlight} />
      <main>
        <section class="left" aria-label="Map">
          <Crumbs focus={here} title={view.title} metricText={`${size(here.sent)} sent`} onFocus={enter} />
          <Treemap title={view.title} card={(t) => <Card view={view} tile={t} />} empty={emptyReason(here, metric)} focus={here} selected={selected} metric={metric} excluded={excluded} coloring={coloring} theme={theme} found={found} onFocus={enter} onSelect={select} />
          <Legend coloring={coloring} />
          <Selected view={view} entry={selected} />
          <Notes data={data} view={view} />
        </section>
        <Tabs tabs={tabs} current={tab} onTab={setTab} />
      </main>
      <div class="hidden" role="status" aria-live="polite">
        {selected && `${selected.path}, ${size(selected.sent)} sent, ${size(selected.eligible)} eligible, ${selected.state}. ${reasons(view, selected).join(" ")}`}
      </div>
      <footer>
        ctxsize {data.report.tool.version}{data.date && `, ${data.date}`} · keys: arrows, Enter, Escape, Home, /
      </footer>
    </>
  );
}

// largestChoice returns the build that sends the most.
function largestChoice(data: Data, builds: number[]): number {
  const sent = (n: number) => data.report.builds[n]!.totals.sent?.bytes ?? -1;
  return builds.reduce((a, b) => (sent(b) > sent(a) ? b : a));
}

// emptyReason returns why the map shows nothing.
function emptyReason(focus: Entry, metric: Metric): string {
  if (metric === "changes") return "No commit changes a file that is sent.";
  if (metric === "eligible") return "Nothing is eligible: the ignore file excludes everything. Excluded shows it.";
  return focus.eligibleFiles > 0 ? "Nothing of it is sent: no instruction copies it. Switch to Eligible to see it." : "Nothing is sent.";
}

function startMetric(view: View): Metric {
  if (view.columns?.commits && view.root.changes > 0) return "changes";
  return view.root.sent > 0 || view.root.eligible === 0 ? "sent" : "eligible";
}

function Selected({ view, entry }: { view: Parameters<typeof Facts>[0]["view"]; entry: Entry | null }) {
  if (!entry) return <div class="selected none">Click a directory to open it, a file to see why it is sent.</div>;
  return (
    <div class="selected">
      <div class="row"><strong class="path grow">{entry.path}{entry.isDir && "/"}</strong><Copy text={entry.path} what="the path" /></div>
      <Facts view={view} entry={entry} />
    </div>
  );
}

// Notes state what the map leaves out.
function Notes({ data, view }: { data: Data; view: Parameters<typeof Facts>[0]["view"] }) {
  const c = view.columns;
  const notes: string[] = [];
  if (!c) notes.push("The context is not on this machine: its files are not known.");
  if (c && c.combined > 0) notes.push(`${count(c.combined, "entry")} with less than ${Number((100 * c.below).toPrecision(2))} % of the context are combined as “smaller files”.`);
  if (view.root.unscanned > 0) notes.push(`${count(view.root.unscanned, "directory")} excluded and not scanned, so the excluded size is a lower bound. ctxsize --full scans everything.`);
  if (!data.report.complete) notes.push("The report is incomplete: not everything could be read.");
  if (notes.length === 0) return null;
  return <ul class="notes">{notes.map((n) => <li>{n}</li>)}</ul>;
}
