import { treemapSquarify } from "d3-hierarchy";
import type { Entry, Metric } from "./tree";

// Tile is the rectangle of an entry, or of several that are too small for rectangles of their own.
export interface Tile {
  entry: Entry;
  // folded are the entries that share the tile; entry is their directory then.
  folded: Entry[] | null;
  depth: number;
  x: number;
  y: number;
  w: number;
  h: number;
  // header: children are drawn below a line with the name.
  header: boolean;
  divided: boolean;
}

export const headerHeight = 19;
const gap = 1;
const minDivided = 26;
const minArea = 30;

interface Item { value: number; x0: number; y0: number; x1: number; y1: number; entry: Entry; folded: Entry[] | null }

// layout returns the tiles of a directory in a rectangle, parents first.
export function layout(root: Entry, metric: Metric, excluded: boolean, width: number, height: number): Tile[] {
  const tiles: Tile[] = [];
  divide(tiles, root, metric, excluded, 0, 0, width, height, 0);
  return tiles;
}

function divide(tiles: Tile[], dir: Entry, metric: Metric, excluded: boolean, x: number, y: number, w: number, h: number, depth: number): void {
  const items = pick(dir, metric, excluded, w * h);
  const total = items.reduce((sum, i) => sum + i.value, 0);
  if (total <= 0) return;
  // The type of d3 asks for a whole hierarchy; the function reads and writes these fields only.
  (treemapSquarify as unknown as (parent: { value: number; children: Item[] }, x0: number, y0: number, x1: number, y1: number) => void)(
    { value: total, children: items }, x, y, x + w, y + h);
  for (const i of items) {
    const x0 = Math.round(i.x0), y0 = Math.round(i.y0);
    const tile: Tile = { entry: i.entry, folded: i.folded, depth, x: x0, y: y0, w: Math.round(i.x1) - x0, h: Math.round(i.y1) - y0, header: false, divided: false };
    tiles.push(tile);
    if (i.folded || !i.entry.isDir || i.entry.children.length === 0 || Math.min(tile.w, tile.h) < minDivided) continue;
    tile.divided = true;
    tile.header = tile.w >= 44 && tile.h >= 44;
    const top = tile.header ? headerHeight : 3;
    divide(tiles, i.entry, metric, excluded, tile.x + 3, tile.y + top, tile.w - 6 - gap, tile.h - top - 3 - gap, depth + 1);
  }
}

// pick returns the children that are large enough for a tile; the others share one.
function pick(dir: Entry, metric: Metric, excluded: boolean, area: number): Item[] {
  const sorted = dir.sorted(metric, excluded);
  const total = sorted.reduce((sum, e) => sum + e.value(metric, excluded), 0);
  const item = (entry: Entry, value: number, folded: Entry[] | null): Item => ({ entry, value, folded, x0: 0, y0: 0, x1: 0, y1: 0 });
  let shown = sorted.findIndex((e) => (e.value(metric, excluded) / total) * area < minArea);
  if (shown < 0 || sorted.length - shown === 1) shown = sorted.length;
  const items = sorted.slice(0, shown).map((e) => item(e, e.value(metric, excluded), null));
  const rest = sorted.slice(shown);
  if (rest.length > 0) items.push(item(dir, rest.reduce((sum, e) => sum + e.value(metric, excluded), 0), rest));
  return items.sort((a, b) => b.value - a.value);
}

// tileAt returns the innermost tile at a point.
export function tileAt(tiles: Tile[], x: number, y: number): Tile | null {
  for (let n = tiles.length - 1; n >= 0; n--) {
    const t = tiles[n]!;
    if (x >= t.x && x < t.x + t.w && y >= t.y && y < t.y + t.h) return t;
  }
  return null;
}

// adjacent returns the nearest tile in a direction, of the same depth.
export function adjacent(tiles: Tile[], from: Tile, dx: number, dy: number): Tile | null {
  let best: Tile | null = null;
  let nearest = Infinity;
  for (const t of tiles) {
    if (t === from || t.depth !== from.depth || t.folded) continue;
    const ahead = dx ? dx * (center(t).x - center(from).x) : dy * (center(t).y - center(from).y);
    const inWay = dx ? dx > 0 ? t.x >= from.x + from.w - 1 : t.x + t.w <= from.x + 1 : dy > 0 ? t.y >= from.y + from.h - 1 : t.y + t.h <= from.y + 1;
    if (!inWay || ahead <= 0) continue;
    const off = dx ? apart(from.y, from.h, t.y, t.h) : apart(from.x, from.w, t.x, t.w);
    const distance = (dx ? (dx > 0 ? t.x - from.x - from.w : from.x - t.x - t.w) : dy > 0 ? t.y - from.y - from.h : from.y - t.y - t.h) + 4 * off
      + Math.abs(dx ? center(t).y - center(from).y : center(t).x - center(from).x) / 1000;
    if (distance < nearest) [best, nearest] = [t, distance];
  }
  return best;
}

function center(t: Tile): { x: number; y: number } { return { x: t.x + t.w / 2, y: t.y + t.h / 2 }; }

// apart returns the distance of two intervals, 0 if they overlap.
function apart(a: number, al: number, b: number, bl: number): number { return Math.max(0, b - a - al, a - b - bl); }
