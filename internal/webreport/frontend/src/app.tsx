import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Facts, reasons } from "./card";
import { byExtension, byInstruction, byState, type ColorMode, type Theme } from "./colors";
import { Copy } from "./copy";
import type { Data } from "./data";
import { count, size } from "./format";
import { Header } from "./header";
import { Largest, Table } from "./lists";
import { Treemap } from "./map";
import { Checks, Findings, Instructions, Patterns, Suggestions } from "./panels";
import { search, type Highlight } from "./search";
import { Tabs } from "./tabs";
import { Toolbar } from "./toolbar";
import type { Entry, Metric } from "./tree";
import { choices, makeView } from "./view";

export type ThemeChoice = "auto" | Theme;

// App is the page.
export function App({ data }: { data: Data }) {
  const menu = useMemo(() => choices(data), [data]);
  const [at, setAt] = useState({ build: largestChoice(data, menu.map((c) => c.build)), context: 0 });
  const view = useMemo(() => makeView(data, at.build, at.context), [at]);
  const [focus, setFocus] = useState<Entry>(view.root);
  const [selected, setSelected] = useState<Entry | null>(null);
  const [metric, setMetric] = useState<Metric>(() => startMetric(view.root));
  const [mode, setMode] = useState<ColorMode>("state");
  const [excluded, setExcluded] = useState(false);
  const [highlight, setHighlight] = useState<Highlight | null>(null);
  const [tab, setTab] = useState(data.report.checks?.some((c) => !c.pass) ? "Checks" : "Largest");
  const [choice, setChoice] = useState<ThemeChoice>("auto");
  const theme = useTheme(choice);
  const searchBox = useRef<HTMLInputElement>(null);

  const show = (build: number, context: number) => {
    setAt({ build, context });
    const root = makeView(data, build, context).root;
    setFocus(root);
    setSelected(null);
    setHighlight(null);
    setMetric(startMetric(root));
  };
  // The entries of a view are made with it.
  const here = view.root.contains(focus) ? focus : view.root;
  const { sets } = view.context;
  const coloring = useMemo(() => {
    if (mode === "extension") return byExtension(view.root, theme);
    if (mode === "instruction") return byInstruction(view.root, theme, sets, view.build.instructions);
    return byState(view.root, theme);
  }, [view, mode, theme]);
  const found = useMemo(() => (highlight && (highlight.kind !== "text" || highlight.text.trim()) ? search(view.root, highlight, sets) : null), [view, highlight]);

  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const typing = e.target instanceof HTMLInputElement || e.target instanceof HTMLSelectElement;
      if (e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
        searchBox.current?.focus();
        e.preventDefault();
      }
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);

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
          <Treemap view={view} focus={here} selected={selected} metric={metric} excluded={excluded} coloring={coloring} theme={theme} found={found} onFocus={enter} onSelect={select} />
          <ul class="legend" aria-label="Colors">
            {coloring.legend.map((l) => (
              <li title={l.title}><span class={l.paint.hatch ? "swatch hatch" : "swatch"} style={{ background: l.paint.fill }} aria-hidden="true" />{l.label}</li>
            ))}
          </ul>
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

function startMetric(root: Entry): Metric { return root.sent > 0 || root.eligible === 0 ? "sent" : "eligible"; }

// useTheme applies a theme to the page, and returns it.
function useTheme(choice: ThemeChoice): Theme {
  const query = useMemo(() => matchMedia("(prefers-color-scheme: dark)"), []);
  const [dark, setDark] = useState(query.matches);
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const change = () => setDark(query.matches);
    const before = () => setPrinting(true);
    const after = () => setPrinting(false);
    query.addEventListener("change", change);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      query.removeEventListener("change", change);
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  const theme = printing ? "light" : choice === "auto" ? (dark ? "dark" : "light") : choice;
  document.documentElement.dataset.theme = theme;
  return theme;
}

function Crumbs({ focus, title, metricText, onFocus }: { focus: Entry; title: string; metricText: string; onFocus(e: Entry): void }) {
  const chain = focus.ancestors;
  return (
    <nav class="crumbs" aria-label="Directory">
      <ol>
        {chain.map((e, n) => (
          <li>{n === chain.length - 1 ? <span aria-current="location">{e.parent ? e.name : title}</span> : <button type="button" class="link" onClick={() => onFocus(e)}>{e.parent ? e.name : title}</button>}</li>
        ))}
      </ol>
      <span class="sum">{metricText}</span>
    </nav>
  );
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
