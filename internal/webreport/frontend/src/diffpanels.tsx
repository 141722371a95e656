import { useState } from "preact/hooks";
import { growthOf, type Coloring } from "./colors";
import type { BuildDiff, FindingDiff } from "./data";
import { count, percent, signed, size, visible } from "./format";
import { Bar, signs } from "./panels";
import { matcher } from "./search";
import type { Entry } from "./tree";

const maxRows = 500;

// GrowthFacts are the sizes of an entry in both states.
export function GrowthFacts({ entry }: { entry: Entry }) {
  return (
    <dl class="facts">
      <div><dt>Before</dt><dd>{size(entry.before)}</dd></div>
      <div><dt>After</dt><dd>{size(entry.after)}</dd></div>
      <div><dt>Growth</dt><dd>{signed(entry.after - entry.before)} <small>{entry.before > 0 && entry.after > 0 && entry.after !== entry.before ? percent(Math.abs(entry.after - entry.before), entry.before) : growthOf(entry)}</small></dd></div>
    </dl>
  );
}

interface ChangesProps { build: BuildDiff; total: number; root: Entry; text: string; selected: Entry | null; coloring: Coloring; onSelect(e: Entry): void }

// DiffChanges lists the paths whose sizes differ, or those of them that a search finds.
export function DiffChanges({ build, total, root, text, selected, coloring, onSelect }: ChangesProps) {
  const match = matcher(text);
  const all = text.trim() ? build.paths.filter((p) => match(p.path.replace(/\/$/, "").toLowerCase())) : build.paths;
  if (build.paths.length === 0 && !build.unlisted) return <p class="none">No file is sent with another size than before.</p>;
  const most = Math.max(1, ...all.map((p) => Math.abs(p.after_bytes - p.before_bytes)));
  return (
    <>
      <p class="lead">{text.trim() ? count(all.length, "match") : count(total, "path")}, the largest change first. A path that ends in a slash is a directory that is new or gone.</p>
      <ol class="rows tight">
        {all.map((p) => {
          const entry = root.find(p.path.replace(/\/$/, ""));
          const growth = p.after_bytes - p.before_bytes;
          return (
            <li class={entry && entry === selected ? "current" : ""}>
              <button type="button" class="entry" disabled={!entry} onClick={() => entry && onSelect(entry)}>
                <span class="swatch" style={entry ? { background: coloring.paint(entry).fill } : {}} aria-hidden="true" />
                <span class="path grow">{visible(p.path)}</span>
                <span class="value soft">{size(p.before_bytes)} → {size(p.after_bytes)}</span>
                <span class={`share ${growth > 0 ? "up" : "down"}`}>{signed(growth)}</span>
              </button>
              <Bar part={Math.abs(growth)} whole={most} />
            </li>
          );
        })}
      </ol>
      {total > build.paths.length && <p class="none">{count(total - build.paths.length, "smaller change")} not listed.</p>}
      {build.unlisted && <p class="none">{signed(build.unlisted.after_bytes - build.unlisted.before_bytes)} in files that a report does not list.</p>}
    </>
  );
}

// DiffInstructions lists the instructions for which another number of bytes is sent.
export function DiffInstructions({ build }: { build: BuildDiff }) {
  if (build.instructions.length === 0) return <p class="none">As many bytes are sent for each instruction as before.</p>;
  const most = Math.max(1, ...build.instructions.map((i) => Math.abs(i.after_bytes - i.before_bytes)));
  return (
    <ol class="rows">
      {build.instructions.map((i) => (
        <li>
          <code>{visible(i.text)}</code>
          <Bar part={Math.abs(i.after_bytes - i.before_bytes)} whole={most} />
          <p class="sub">{size(i.before_bytes)} → {size(i.after_bytes)} ({signed(i.after_bytes - i.before_bytes)}){i.stage && ` · stage ${visible(i.stage)}`}</p>
        </li>
      ))}
    </ol>
  );
}

// DiffFindings lists the findings that are new, and those that are fixed.
export function DiffFindings({ added, fixed }: { added: FindingDiff[]; fixed: FindingDiff[] }) {
  if (added.length + fixed.length === 0) return <p class="none">No finding is new or fixed.</p>;
  return (
    <>
      {([["New", added], ["Fixed", fixed]] as [string, FindingDiff[]][]).map(([title, list]) => list.length > 0 && (
        <section>
          <h2>{title}</h2>
          <ol class="rows">
            {list.map((f) => (
              <li>
                <div class="row">
                  <span class={`severity ${title === "Fixed" ? "ok" : f.severity}`} aria-hidden="true">{title === "Fixed" ? "✓" : signs[f.severity]}</span>
                  <span class="grow"><span class="hidden">{f.severity}: </span>{visible(f.message)}</span>
                </div>
                <p class="sub"><code>{f.code}</code>{f.file && ` · ${visible(f.file)}`}</p>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

// DiffBuilds is a table of all builds.
export function DiffBuilds({ builds, current, onShow }: { builds: BuildDiff[]; current: number; onShow(build: number): void }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Builds">
      <table>
        <caption>What each build sends</caption>
        <thead><tr><th scope="col">Build</th><th scope="col">Before</th><th scope="col">After</th><th scope="col">Growth</th><th scope="col">State</th></tr></thead>
        <tbody>
          {builds.map((b, n) => (
            <tr class={n === current ? "current" : ""}>
              <th scope="row"><button type="button" class="link path" onClick={() => onShow(n)}>{visible(b.name)}</button></th>
              <td>{size(b.before)}</td><td>{size(b.after)}</td><td class={growthClass(b.growth_bytes)}>{signed(b.growth_bytes)}</td><td>{b.new ? "new" : b.gone ? "gone" : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function growthClass(bytes: number): string { return bytes > 0 ? "up" : bytes < 0 ? "down" : ""; }

type Column = "name" | "before" | "after" | "growth";

const columns: [Column, string][] = [["name", "Name"], ["before", "Before"], ["after", "After"], ["growth", "Growth"]];

interface TableProps { focus: Entry; selected: Entry | null; onFocus(e: Entry): void; onSelect(e: Entry): void }

// DiffTable has the entries of a directory.
export function DiffTable({ focus, selected, onFocus, onSelect }: TableProps) {
  const [sort, setSort] = useState<{ key: Column; up: boolean }>({ key: "growth", up: false });
  const value = (e: Entry): string | number => (sort.key === "name" ? e.label : sort.key === "growth" ? e.after - e.before : e[sort.key]);
  const rows = [...focus.children].sort((a, b) => {
    const x = value(a), y = value(b);
    return (x < y ? -1 : x > y ? 1 : b.size - a.size) * (sort.up || x === y ? 1 : -1);
  });
  const open = (e: Entry) => (e.isDir && e.children.length > 0 ? onFocus(e) : onSelect(e));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Entries">
      <table>
        <caption>Entries of {focus.parent ? `${focus.path}/` : "the context"}</caption>
        <thead>
          <tr>
            {columns.map(([key, title]) => (
              <th scope="col" aria-sort={sort.key === key ? (sort.up ? "ascending" : "descending") : undefined}>
                <button type="button" onClick={() => setSort({ key, up: sort.key === key ? !sort.up : key === "name" })}>{title}<span aria-hidden="true">{sort.key === key ? (sort.up ? " ▲" : " ▼") : ""}</span></button>
              </th>
            ))}
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, maxRows).map((e) => (
            <tr class={e === selected ? "current" : ""}>
              <th scope="row">{e.isCombined ? e.label : <button type="button" class="link path" onClick={() => open(e)}>{e.label}{e.isDir && "/"}</button>}</th>
              <td>{size(e.before)}</td><td>{size(e.after)}</td><td class={growthClass(e.after - e.before)}>{signed(e.after - e.before)}</td><td>{growthOf(e)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > maxRows && <p class="none">{count(rows.length - maxRows, "more entry")} not listed.</p>}
    </div>
  );
}
