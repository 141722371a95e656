import type { Coloring, Theme } from "./colors";
import { count, signed, size } from "./format";
import { headerHeight, type Tile } from "./layout";
import type { Result } from "./search";
import type { Entry, Metric } from "./tree";

export interface Scene {
  tiles: Tile[];
  coloring: Coloring;
  theme: Theme;
  metric: Metric;
  excluded: boolean;
  found: Result | null;
  selected: Entry | null;
  hovered: Tile | null;
}

const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const small = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

const surfaces = {
  light: { page: "#eef1f5", dir: ["#e2e7ee", "#edf0f5", "#f6f8fb"], line: "#ffffff", edge: "#b9c3d0", text: "#1b2430", ring: "#0b1220", dim: 0.78 },
  dark: { page: "#0e1319", dir: ["#1c242e", "#242e3a", "#2d3947"], line: "#0e1319", edge: "#3c4a5b", text: "#dfe7f0", ring: "#ffffff", dim: 0.8 },
};

// draw paints the tiles.
export function draw(g: CanvasRenderingContext2D, s: Scene, width: number, height: number): void {
  const surface = surfaces[s.theme];
  g.fillStyle = surface.page;
  g.fillRect(0, 0, width, height);
  g.textBaseline = "middle";
  for (const t of s.tiles) drawTile(g, s, t);
  const selected = s.tiles.find((t) => t.entry === s.selected && !t.folded);
  if (s.hovered) outline(g, s.hovered, surface.ring, 1.5);
  if (selected) outline(g, selected, surface.ring, 3);
}

function drawTile(g: CanvasRenderingContext2D, s: Scene, t: Tile): void {
  const w = t.w - 1, h = t.h - 1;
  if (w <= 0 || h <= 0) return;
  const surface = surfaces[s.theme];
  const dimmed = s.found !== null && !isLit(s.found, t);
  if (t.divided) {
    g.fillStyle = surface.dir[Math.min(t.depth, 2)]!;
    g.fillRect(t.x, t.y, w, h);
    g.strokeStyle = surface.edge;
    g.lineWidth = 1;
    g.strokeRect(t.x + 0.5, t.y + 0.5, w - 1, h - 1);
    if (t.header) label(g, t.entry.name, s.found && dimmed ? mix(surface.text, 0.5) : surface.text, t.x + 6, t.y + headerHeight / 2 + 1, w - 12, sizeOf(t.entry, s));
    return;
  }
  const paint = t.folded ? s.coloring.paint(t.folded[0]!) : s.coloring.paint(t.entry);
  g.globalAlpha = dimmed ? 1 - surface.dim : 1;
  g.fillStyle = paint.fill;
  g.fillRect(t.x, t.y, w, h);
  if (paint.hatch || t.folded || t.entry.isCombined) hatch(g, t.x, t.y, w, h, paint.text, paint.hatch ? 7 : 12);
  if (w >= 34 && h >= 15) tileLabels(g, s, t, paint.text, w, h);
  g.globalAlpha = 1;
}

function tileLabels(g: CanvasRenderingContext2D, s: Scene, t: Tile, color: string, w: number, h: number): void {
  const name = t.folded ? `${t.folded.length} more` : t.entry.isDir && !t.entry.isCombined ? `${t.entry.name}/` : t.entry.label;
  label(g, name, color, t.x + 5, t.y + Math.min(11, h / 2), w - 10, null);
  if (h < 32) return;
  g.font = small;
  const bytes = t.folded ? sum(t.folded, s) : sizeOf(t.entry, s);
  if (g.measureText(bytes).width > w - 10) return;
  g.fillStyle = mix(color, 0.78);
  g.fillText(bytes, t.x + 5, t.y + 25);
}

// label draws a name, shortened in the middle, and a size at the right if both fit.
function label(g: CanvasRenderingContext2D, name: string, color: string, x: number, y: number, width: number, right: string | null): void {
  let room = width;
  if (right) {
    g.font = small;
    const w = g.measureText(right).width;
    g.font = font;
    if (w + g.measureText(name).width + 10 <= width) {
      g.font = small;
      g.fillStyle = mix(color, 0.75);
      g.fillText(right, x + width - w, y);
      room -= w + 8;
    }
  }
  g.font = font;
  g.fillStyle = color;
  const text = shorten(g, name, room);
  if (text) g.fillText(text, x, y);
}

function shorten(g: CanvasRenderingContext2D, text: string, width: number): string {
  if (g.measureText(text).width <= width) return text;
  let low = 0, high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (g.measureText(cut(text, middle)).width <= width) low = middle;
    else high = middle - 1;
  }
  return low < 2 ? "" : cut(text, low);
}

function cut(text: string, keep: number): string {
  const tail = keep < 12 ? 0 : Math.floor(keep / 3);
  return `${text.slice(0, keep - tail)}…${tail ? text.slice(-tail) : ""}`;
}

function hatch(g: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, color: string, step: number): void {
  g.save();
  g.beginPath();
  g.rect(x, y, w, h);
  g.clip();
  g.beginPath();
  // The lines of all tiles are on one grid.
  for (let d = Math.floor((x + y) / step) * step; d < x + y + w + h; d += step) {
    g.moveTo(d - y, y);
    g.lineTo(d - y - h, y + h);
  }
  g.strokeStyle = mix(color, 0.16);
  g.lineWidth = 1;
  g.stroke();
  g.restore();
}

function outline(g: CanvasRenderingContext2D, t: Tile, color: string, width: number): void {
  g.strokeStyle = color;
  g.lineWidth = width;
  g.strokeRect(t.x + width / 2, t.y + width / 2, Math.max(t.w - 1 - width, 1), Math.max(t.h - 1 - width, 1));
}

function isLit(r: Result, t: Tile): boolean {
  if (t.folded) return t.folded.some((e) => r.lit.has(e) || r.open.has(e));
  return r.lit.has(t.entry) || r.open.has(t.entry);
}

function sizeOf(e: Entry, s: Scene): string { return s.metric === "growth" ? signed(e.after - e.before) : amount(e.value(s.metric, s.excluded), s.metric); }

function sum(list: Entry[], s: Scene): string {
  if (s.metric === "growth") return signed(list.reduce((a, e) => a + e.after - e.before, 0));
  return amount(list.reduce((a, e) => a + e.value(s.metric, s.excluded), 0), s.metric);
}

// amount returns a value of a metric with its unit.
export function amount(value: number, metric: Metric): string {
  switch (metric) {
    case "files": return count(value, "file");
    case "changes": return count(value, "change");
    default: return size(value);
  }
}

// mix returns a color of six hexadecimal digits with an opacity.
function mix(color: string, alpha: number): string {
  return color + Math.round(alpha * 255).toString(16).padStart(2, "0");
}
