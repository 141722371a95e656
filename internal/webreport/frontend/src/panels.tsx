import type { Check, Finding, Pattern, Report } from "./data";
import { Copy } from "./copy";
import { count, size, visible } from "./format";
import type { Highlight } from "./search";
import type { Entry } from "./tree";
import type { View } from "./view";

interface Lighting { highlight: Highlight | null; onHighlight(h: Highlight | null): void }

// Show is a switch that lights entries of the map.
function Show({ to, highlight, onHighlight }: Lighting & { to: Exclude<Highlight, { kind: "text" }> }) {
  const on = highlight?.kind === to.kind && highlight.index === to.index;
  return (
    <button type="button" class="show" aria-pressed={on} onClick={() => onHighlight(on ? null : to)}>
      Show<span class="hidden"> in map: {to.label}</span>
    </button>
  );
}

const statusTitles: Record<string, string> = {
  active: "It decides about files.",
  shadowed: "Later patterns decide about everything it matches.",
  "never-matches": "It matches nothing in this tree.",
};

// Patterns lists the patterns of the ignore file.
export function Patterns({ view, ...lighting }: { view: View } & Lighting) {
  const patterns = view.columns?.patterns ?? [];
  if (patterns.length === 0) return <p class="none">{view.ignoreFile ? `${visible(view.ignoreFile)} has no patterns.` : "No ignore file applies to this context."}</p>;
  return (
    <>
      <p class="lead">Patterns of <code>{visible(view.ignoreFile ?? "--ignore")}</code>, in the order in which they are matched. The last match decides.</p>
      <ol class="rows">
        {patterns.map((p, n) => {
          const use = view.named ? null : view.build.patterns[n] ?? null;
          return (
            <li>
              <div class="row">
                <span class="lineno">{p.line || "+"}</span>
                <code class="grow">{p.text}</code>
                {use && <span class={`badge ${use.status}`} title={statusTitles[use.status]}>{use.status.replace("-", " ")}</span>}
              </div>
              <div class="row sub">
                <span class="grow">{use ? effect(use) : ""}</span>
                <Show to={{ kind: "pattern", index: n, label: p.text }} {...lighting} />
                <Copy text={use ? use.pattern : p.text} what={`pattern ${p.text}`} />
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}

// effect returns what a pattern decides. Directories that are excluded are not scanned without --full.
function effect(p: Pattern): string {
  if (p.status !== "active") return statusTitles[p.status]!;
  const what = p.decided_files > 0 ? `${count(p.decided_files, "file")}, ${size(p.decided_bytes)}` : "no scanned file";
  return `${p.exception ? "re-includes" : "excludes"} ${what}`;
}

// Instructions lists the instructions that read the context.
export function Instructions({ view, ...lighting }: { view: View } & Lighting) {
  const list = view.build.instructions;
  if (list.length === 0) return <p class="none">No instruction reads the context.</p>;
  const most = Math.max(1, ...list.map((i) => i.bytes));
  return (
    <>
      <p class="lead">Instructions of <code>{visible(view.build.dockerfile ?? "")}</code> that read a context.</p>
      <ol class="rows">
        {list.map((i, n) => (
          <li class={i.reachable ? "" : "off"}>
            <div class="row">
              <span class="lineno">{i.line}</span>
              <code class="grow">{visible(i.text || `${i.instruction} ${i.sources.join(" ")}`)}</code>
            </div>
            <Bar part={i.bytes} whole={most} />
            <div class="row sub">
              <span class="grow">
                {i.reachable ? `${size(i.bytes)}, ${count(i.files, "file")}; ${size(i.unique_bytes)} copied by this one only` : "not part of this build"}
                {i.stage && ` · stage ${visible(i.stage)}`}{i.context && ` · context ${visible(i.context)}`}
              </span>
              {i.reachable && <Show to={{ kind: "instruction", index: n, label: `line ${i.line} ${i.instruction}` }} {...lighting} />}
            </div>
            {i.missing.length > 0 && <p class="warn">Not found: {i.missing.map(visible).join(", ")}</p>}
          </li>
        ))}
      </ol>
    </>
  );
}

export function Bar({ part, whole }: { part: number; whole: number }) {
  return <div class="bar" aria-hidden="true"><span style={{ width: `${whole > 0 ? Math.max((100 * part) / whole, part > 0 ? 0.5 : 0) : 0}%` }} /></div>;
}

export const signs: Record<string, string> = { error: "✕", warning: "!", info: "i" };

interface FindingsProps { view: View; report: Report; onSelect(e: Entry): void }

// Findings lists the findings of the build and of the project.
export function Findings({ view, report, onSelect }: FindingsProps) {
  const sections: [string, Finding[]][] = [["This build", view.findings], ["The project", report.findings]];
  if (sections.every(([, list]) => list.length === 0)) return <p class="none">No findings.</p>;
  return (
    <>
      {sections.map(([title, list]) => list.length > 0 && (
        <section>
          <h2>{title}</h2>
          <ol class="rows">{list.map((f) => <FindingRow f={f} view={view} onSelect={onSelect} />)}</ol>
        </section>
      ))}
    </>
  );
}

function FindingRow({ f, view, onSelect }: { f: Finding; view: View; onSelect(e: Entry): void }) {
  const entry = f.path && !view.named ? view.root.find(f.path) : null;
  return (
    <li class={f.accepted ? "off" : ""}>
      <div class="row">
        <span class={`severity ${f.severity}`} aria-hidden="true">{signs[f.severity]}</span>
        <span class="grow"><span class="hidden">{f.severity}: </span>{visible(f.message)}</span>
      </div>
      <div class="row sub">
        <span class="grow">
          <code>{f.code}</code>
          {f.file && ` · ${visible(f.file)}${f.line ? `:${f.line}` : ""}`}
          {f.bytes > 0 && ` · ${size(f.bytes)}`}
          {f.accepted && ` · accepted: ${visible(f.accepted)}`}
        </span>
        {entry && <button type="button" class="show" onClick={() => onSelect(entry)}>Select<span class="hidden"> {entry.path} in the map</span></button>}
      </div>
      {f.fix?.text && (
        <div class="fix">
          <span class="what">{fixTitle(f.fix.kind)}</span>
          <code class="grow">{visible(f.fix.text)}</code>
          <Copy text={f.fix.diff ?? f.fix.text} what={`the fix ${visible(f.fix.text)}`} />
        </div>
      )}
    </li>
  );
}

function fixTitle(kind: string): string {
  return kind === "append-line" ? "Add" : kind === "replace-line" ? "Replace with" : "Fix";
}

// Suggestions lists the suggested patterns, and the ignore files with the safe ones.
export function Suggestions({ view, report, ...lighting }: { view: View; report: Report } & Lighting) {
  const list = view.suggestions;
  const safe = list.filter((s) => s.safety === "safe" && s.replaces_line === null);
  const files = report.project?.proposed_files ?? [];
  return (
    <>
      {list.length === 0 && <p class="none">No suggestions for this context.</p>}
      {list.length > 0 && (
        <>
          <div class="row lead">
            <span class="grow">Patterns for <code>{visible(view.ignoreFile ?? ".dockerignore")}</code>. Review those that are not safe before you add them.</span>
            {safe.length > 1 && <Copy text={safe.map((s) => `${s.pattern}\n`).join("")} label="Copy safe" what="patterns" />}
          </div>
          <ol class="rows">
            {list.map((s, n) => (
              <li>
                <div class="row">
                  <code class="grow">{visible(s.pattern)}</code>
                  <span class={`badge ${s.safety}`}>{s.safety}</span>
                </div>
                <p class="sub">{visible(s.reason)}{s.replaces_line !== null && ` Replaces line ${s.replaces_line}.`}</p>
                <div class="row sub">
                  <span class="grow">saves {size(s.saves_bytes)} sent, {size(s.saves_eligible_bytes)} eligible</span>
                  <Show to={{ kind: "suggestion", index: n, label: visible(s.pattern) }} {...lighting} />
                  <Copy text={s.pattern} what={`pattern ${visible(s.pattern)}`} />
                </div>
              </li>
            ))}
          </ol>
        </>
      )}
      {files.length > 0 && report.project && (
        <section>
          <h2>Changes of ignore files</h2>
          <p class="sub">With the safe patterns, {size(report.project.after.bytes)} are sent instead of {size(report.project.before.bytes)}. <code>git apply</code> takes the diffs.</p>
          {files.map((f) => (
            <details class="diff" open={files.length === 1}>
              <summary><code>{visible(f.path)}</code>{f.new && <span class="badge">new</span>}</summary>
              {f.refused && <p class="warn">{visible(f.refused)}</p>}
              <Copy text={f.diff} label="Copy diff" what={`of ${visible(f.path)}`} />
              <Diff text={f.diff} />
            </details>
          ))}
        </section>
      )}
    </>
  );
}

function Diff({ text }: { text: string }) {
  const lines = text.replace(/\n$/, "").split("\n");
  const kind = (line: string) => (/^(\+\+\+|---|diff |@@|new file)/.test(line) ? "head" : line[0] === "+" ? "plus" : line[0] === "-" ? "minus" : "");
  return <pre tabIndex={0} aria-label="Diff">{lines.map((line) => <span class={kind(line)}>{visible(line) + "\n"}</span>)}</pre>;
}

// Checks lists the limits of the command check.
export function Checks({ report }: { report: Report }) {
  const shown = (c: Check, n: number) => (c.name.includes("files") || c.name.startsWith("fail-on") || c.name.startsWith("must-exclude") ? n.toLocaleString("en") : size(n));
  return (
    <ol class="rows">
      {report.checks!.map((c) => (
        <li>
          <div class="row">
            <span class={`badge ${c.pass ? "pass" : "fail"}`}>{c.pass ? "pass" : "fail"}</span>
            <span class="grow">{visible(c.name)}{c.build !== null && report.builds.length > 1 && ` (${visible(report.builds[c.build]!.name)})`}</span>
            <span>{c.name === "complete" ? "" : `${c.actual === null ? "unknown" : shown(c, c.actual)}, limit ${shown(c, c.limit)}`}</span>
          </div>
          {[...(c.paths ?? []), ...(c.missing ?? [])].map((text) => <p class="sub"><code>{visible(text)}</code></p>)}
        </li>
      ))}
    </ol>
  );
}
