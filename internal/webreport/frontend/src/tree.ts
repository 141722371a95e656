import type { ContextData, DiffColumns, TreeColumns } from "./data";

// The bits of an entry, as in package webreport.
export const flags = { dir: 1, symlink: 2, other: 4, eligible: 8, sent: 16, unscanned: 32, combined: 64 };

// Metric is what areas stand for. The first four are of a report, the others of a difference.
export type Metric = "sent" | "eligible" | "files" | "changes" | "growth" | "size";

export type State = "sent" | "suggested" | "unused" | "excluded";

// Entry is an entry of a context, with the sums of everything below it.
export class Entry {
  children: Entry[] = [];
  sent = 0;
  sentFiles = 0;
  eligible = 0;
  eligibleFiles = 0;
  excluded = 0;
  excludedFiles = 0;
  // before and after are the sent bytes of two states, size the larger one of them and moved their difference, of all files.
  before = 0;
  after = 0;
  size = 0;
  moved = 0;
  // commits is the number of commits that change the entry or something in it, and changes the sum of those of its files.
  commits = 0;
  changes = 0;
  by = -1;
  suggestion = -1;
  // set is the index of the set of instructions that copy the entry, -1 for none.
  set = -1;
  // unscanned is the number of directories, the entry included, whose entries are not known.
  unscanned = 0;
  private order = new Map<string, Entry[]>();

  constructor(readonly name: string, readonly flag: number, readonly parent: Entry | null) {}

  get isDir(): boolean { return (this.flag & flags.dir) !== 0; }
  get isCombined(): boolean { return (this.flag & flags.combined) !== 0; }

  get label(): string {
    if (!this.isCombined) return this.name;
    if (this.name) return this.name;
    const files = this.eligibleFiles + this.excludedFiles;
    return files === 1 ? "1 smaller file" : `${files.toLocaleString("en")} smaller files`;
  }

  get path(): string {
    if (!this.parent) return "";
    const dir = this.parent.path;
    return dir ? `${dir}/${this.label}` : this.label;
  }

  // ancestors returns the entries from the root to this one.
  get ancestors(): Entry[] { return this.parent ? [...this.parent.ancestors, this] : [this]; }

  contains(other: Entry | null): boolean {
    for (let e = other; e; e = e.parent) if (e === this) return true;
    return false;
  }

  // state is the state of most of the entry.
  get state(): State {
    if (this.sent > 0 || this.flag & flags.sent) return this.suggestion >= 0 ? "suggested" : "sent";
    if (this.excluded > this.eligible || this.isExcluded) return "excluded";
    if (this.sentFiles > 0) return "sent";
    return this.eligibleFiles > 0 || this.flag & flags.eligible ? "unused" : "excluded";
  }

  get isExcluded(): boolean { return !!this.parent && !(this.flag & flags.eligible) && this.eligibleFiles === 0; }

  value(metric: Metric, excluded: boolean): number {
    switch (metric) {
      case "sent": return this.sent + (excluded ? this.excluded : 0);
      case "eligible": return this.eligible + (excluded ? this.excluded : 0);
      case "files": return this.sentFiles + (excluded ? this.excludedFiles : 0);
      case "changes": return this.sentFiles > 0 || excluded ? this.changes : 0;
      case "growth": return this.moved;
      case "size": return this.size;
    }
  }

  // sorted returns the children with a value, the largest first.
  sorted(metric: Metric, excluded: boolean): Entry[] {
    const key = metric + excluded;
    let list = this.order.get(key);
    if (!list) {
      list = this.children.filter((c) => c.value(metric, excluded) > 0)
        .sort((a, b) => b.value(metric, excluded) - a.value(metric, excluded) || (a.name < b.name ? -1 : 1));
      this.order.set(key, list);
    }
    return list;
  }

  // each calls visit for the entry and all below it.
  each(visit: (e: Entry) => void): void {
    visit(this);
    for (const c of this.children) c.each(visit);
  }

  // find returns the entry of a path below this one.
  find(path: string): Entry | null {
    let at: Entry = this;
    for (const name of path.split("/")) {
      const next = at.children.find((c) => c.name === name && !c.isCombined);
      if (!next) return null;
      at = next;
    }
    return at;
  }
}

// buildTree returns the root of a context's entries.
export function buildTree(t: TreeColumns, context: ContextData): Entry {
  let at = 0;
  const next = (parent: Entry | null): Entry => {
    const n = at++;
    const e = new Entry(t.name[n]!, t.flag[n]!, parent);
    e.sent = t.sent[n]!;
    e.sentFiles = t.sentFiles[n]!;
    e.eligible = t.eligible[n]!;
    e.eligibleFiles = t.eligibleFiles[n]!;
    e.excluded = t.excluded[n]!;
    e.excludedFiles = t.excludedFiles[n]!;
    e.by = t.by[n]!;
    e.suggestion = t.suggestion[n]!;
    e.set = context.set[n]!;
    e.unscanned = e.flag & flags.unscanned ? 1 : 0;
    e.commits = t.commits?.[n] ?? 0;
    if (t.kids[n] === 0) e.changes = e.commits;
    for (let kids = t.kids[n]!; kids > 0; kids--) {
      const c = next(e);
      e.children.push(c);
      e.sent += c.sent;
      e.sentFiles += c.sentFiles;
      e.eligible += c.eligible;
      e.eligibleFiles += c.eligibleFiles;
      e.excluded += c.excluded;
      e.excludedFiles += c.excludedFiles;
      e.unscanned += c.unscanned;
      e.changes += c.changes;
    }
    return e;
  };
  return next(null);
}

// buildDiffTree returns the root of the entries of two states.
export function buildDiffTree(t: DiffColumns): Entry {
  let at = 0;
  const next = (parent: Entry | null): Entry => {
    const n = at++;
    const e = new Entry(t.name[n]!, t.flag[n]!, parent);
    e.before = t.before[n]!;
    e.after = t.after[n]!;
    e.size = Math.max(e.before, e.after);
    e.moved = Math.abs(e.after - e.before);
    e.eligibleFiles = t.files[n]!;
    for (let kids = t.kids[n]!; kids > 0; kids--) {
      const c = next(e);
      e.children.push(c);
      e.before += c.before;
      e.after += c.after;
      e.size += c.size;
      e.moved += c.moved;
      e.eligibleFiles += c.eligibleFiles;
    }
    return e;
  };
  return next(null);
}

// largest returns entries of a directory, the largest first. A directory that one entry fills is replaced by that entry.
export function largest(dir: Entry, metric: Metric, excluded: boolean, count: number): Entry[] {
  return dir.sorted(metric, excluded).slice(0, count).map((e) => {
    for (;;) {
      const first = e.sorted(metric, excluded)[0];
      if (!first || first.isCombined || first.value(metric, excluded) < 0.95 * e.value(metric, excluded)) return e;
      e = first;
    }
  });
}
