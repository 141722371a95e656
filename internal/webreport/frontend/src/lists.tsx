import { useState } from "preact/hooks";
import type { Coloring } from "./colors";
import { amount } from "./draw";
import { count, percent, size } from "./format";
import { Bar } from "./panels";
import { ranked, type Result } from "./search";
import { Entry, flags, largest, type Metric } from "./tree";

interface Props {
  focus: Entry;
  selected: Entry | null;
  metric: Metric;
  excluded: boolean;
  coloring: Coloring;
  found: Result | null;
  onFocus(e: Entry): void;
  onSelect(e: Entry): void;
}

const maxListed = 100;
const maxRows = 500;

function open(p: Props, e: Entry): void {
  if (e.isDir && e.children.length > 0) p.onFocus(e);
  else p.onSelect(e);
}

// Largest lists the largest entries of a directory, or those that a search found.
export function Largest(p: Props) {
  const all = p.found ? ranked(p.found, p.metric) : largest(p.focus, p.metric, p.excluded, maxListed);
  const list = all.slice(0, maxListed);
  const value = (e: Entry) => e.value(p.metric, p.excluded);
  const most = Math.max(1, ...list.map(value));
  if (list.length === 0) return <p class="none">{p.found ? "Nothing matches." : "There is nothing of this measure here."}</p>;
  return (
    <>
      <p class="lead">{p.found ? `${count(all.length, "match")}, the largest first` : `Largest entries of ${p.focus.parent ? `${p.focus.path}/` : "the context"}`}</p>
      <ol class="rows tight">
        {list.map((e) => (
          <li class={e === p.selected ? "current" : ""}>
            <button type="button" class="entry" onClick={() => open(p, e)}>
              <span class="swatch" style={{ background: p.coloring.paint(e).fill }} aria-hidden="true" />
              <span class="path grow">{relative(p.found ? null : p.focus, e)}{e.isDir && "/"}</span>
              <span class="value">{amount(value(e), p.metric)}</span>
              <span class="share">{percent(value(e), p.focus.value(p.metric, p.excluded))}</span>
            </button>
            <Bar part={value(e)} whole={most} />
          </li>
        ))}
      </ol>
      {all.length > list.length && <p class="none">{count(all.length - list.length, "more entry")} not listed.</p>}
    </>
  );
}

// relative returns the path of an entry below a directory, null for the context.
function relative(dir: Entry | null, e: Entry): string {
  return dir?.parent ? e.path.slice(dir.path.length + 1) : e.path;
}

type Column = "name" | "state" | "sent" | "eligible" | "excluded" | "files";

const columns: { key: Column; title: string }[] = [
  { key: "name", title: "Name" }, { key: "sent", title: "Sent" }, { key: "eligible", title: "Eligible" }, { key: "files", title: "Files" },
  { key: "excluded", title: "Excluded" }, { key: "state", title: "State" },
];

const files = (e: Entry) => e.eligibleFiles + e.excludedFiles;

// Table has the entries of a directory, excluded ones included.
export function Table(p: Props) {
  const [sort, setSort] = useState<{ key: Column; up: boolean }>({ key: "sent", up: false });
  const value = (e: Entry): string | number => {
    switch (sort.key) {
      case "name": return e.label;
      case "files": return files(e);
      default: return e[sort.key];
    }
  };
  const rows = [...p.focus.children].sort((a, b) => {
    const x = value(a), y = value(b);
    return (x < y ? -1 : x > y ? 1 : b.eligible - a.eligible || (a.name < b.name ? -1 : 1)) * (sort.up || x === y ? 1 : -1);
  });
  const press = (key: Column) => setSort(sort.key === key ? { key, up: !sort.up } : { key, up: key === "name" || key === "state" });
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Entries">
      <table>
        <caption>Entries of {p.focus.parent ? `${p.focus.path}/` : "the context"}</caption>
        <thead>
          <tr>
            {columns.map((c) => (
              <th scope="col" aria-sort={sort.key === c.key ? (sort.up ? "ascending" : "descending") : undefined}>
                <button type="button" onClick={() => press(c.key)}>{c.title}<span aria-hidden="true">{sort.key === c.key ? (sort.up ? " ▲" : " ▼") : ""}</span></button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, maxRows).map((e) => (
            <tr class={e === p.selected ? "current" : ""}>
              <th scope="row">{e.isCombined ? e.label : <button type="button" class="link path" onClick={() => open(p, e)}>{e.label}{e.isDir && "/"}</button>}</th>
              <td>{size(e.sent)}</td>
              <td>{size(e.eligible)}</td>
              <td>{files(e).toLocaleString("en")}</td>
              <td>{e.flag & flags.unscanned && e.excludedFiles === 0 ? "not scanned" : size(e.excluded)}</td>
              <td><span class={`badge ${e.state}`}>{e.state === "suggested" ? "sent, suggested" : e.state}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > maxRows && <p class="none">{count(rows.length - maxRows, "more entry")} not listed.</p>}
    </div>
  );
}
