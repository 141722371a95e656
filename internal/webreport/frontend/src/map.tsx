import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { Coloring, Theme } from "./colors";
import { amount, draw } from "./draw";
import { layout, adjacent, tileAt, type Tile } from "./layout";
import type { Result } from "./search";
import type { Entry, Metric } from "./tree";

interface Props {
  title: string;
  // card is what is shown next to the pointer, and empty why there is nothing.
  card(t: Tile): ComponentChildren;
  empty: string;
  focus: Entry;
  selected: Entry | null;
  metric: Metric;
  excluded: boolean;
  coloring: Coloring;
  theme: Theme;
  found: Result | null;
  onFocus(e: Entry): void;
  onSelect(e: Entry | null): void;
}

interface Point { x: number; y: number }

// Treemap is the map of a directory. A click opens a directory and selects a file.
export function Treemap(p: Props) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [room, setRoom] = useState({ w: 0, h: 0 });
  const [hover, setHover] = useState<{ tile: Tile; at: Point } | null>(null);
  useEffect(() => {
    const observer = new ResizeObserver(() => setRoom({ w: box.current!.clientWidth, h: box.current!.clientHeight }));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  const tiles = useMemo(() => layout(p.focus, p.metric, p.excluded, room.w, room.h), [p.focus, p.metric, p.excluded, room]);
  useEffect(() => setHover(null), [tiles]);

  useLayoutEffect(() => {
    const c = canvas.current!;
    const scale = window.devicePixelRatio || 1;
    c.width = Math.max(1, Math.round(room.w * scale));
    c.height = Math.max(1, Math.round(room.h * scale));
    const g = c.getContext("2d")!;
    g.scale(scale, scale);
    draw(g, { ...p, tiles, hovered: hover?.tile ?? null }, room.w, room.h);
  }, [tiles, p.coloring, p.theme, p.found, p.selected, hover, room]);

  const at = (e: MouseEvent): Point => {
    const r = box.current!.getBoundingClientRect();
    return { x: e.clientX - r.left, y: e.clientY - r.top };
  };
  const move = (e: PointerEvent) => {
    if (e.pointerType === "touch") return;
    const point = at(e);
    const tile = tileAt(tiles, point.x, point.y);
    setHover(tile ? { tile, at: point } : null);
  };
  const click = (e: MouseEvent) => {
    const point = at(e);
    const tile = tileAt(tiles, point.x, point.y);
    if (tile) open(tile);
  };
  const open = (t: Tile) => {
    if (!t.folded && t.entry.isDir && t.entry.children.length > 0) p.onFocus(t.entry);
    else p.onSelect(t.folded ? null : t.entry);
  };
  const key = (e: KeyboardEvent) => {
    const arrow = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, [number, number]>)[e.key];
    const tile = tiles.find((t) => t.entry === p.selected && !t.folded);
    if (arrow) {
      const next = tile ? adjacent(tiles, tile, arrow[0], arrow[1]) : tiles.find((t) => !t.folded);
      if (next) p.onSelect(next.entry);
    } else if (e.key === "Enter" || e.key === " ") {
      if (tile) open(tile);
    } else if (e.key === "Escape" || e.key === "Backspace") {
      if (p.focus.parent) p.onFocus(p.focus.parent);
      else p.onSelect(null);
    } else if (e.key === "Home") {
      p.onFocus(p.focus.ancestors[0]!);
    } else {
      return;
    }
    setHover(null);
    e.preventDefault();
  };
  const name = p.focus.parent ? p.focus.path : p.title;
  return (
    <div class="map" ref={box} tabIndex={0} role="application" aria-roledescription="treemap"
      aria-label={`Treemap of ${name}, ${amount(p.focus.value(p.metric, p.excluded), p.metric)}`} aria-describedby="map-help"
      onPointerMove={move} onPointerLeave={() => setHover(null)} onClick={click} onKeyDown={key}>
      <canvas ref={canvas} aria-hidden="true" />
      {tiles.length === 0 && room.w > 0 && <p class="empty">{p.empty}</p>}
      {hover && <Card at={hover.at} room={room}>{p.card(hover.tile)}</Card>}
      <p id="map-help" class="hidden">
        Arrow keys select an entry, Enter opens a directory, Escape goes back, slash searches. The tab Table has the same entries as a table.
      </p>
    </div>
  );
}

const cardWidth = 320;

// Card is next to the pointer.
function Card({ at, room, children }: { at: Point; room: { w: number; h: number }; children: ComponentChildren }) {
  const left = at.x + 16 + cardWidth > room.w ? Math.max(at.x - cardWidth - 16, 4) : at.x + 16;
  const below = at.y < room.h * 0.55;
  return (
    <div class="card" aria-hidden="true" style={{ left: `${left}px`, ...(below ? { top: `${at.y + 14}px` } : { bottom: `${room.h - at.y + 14}px` }) }}>{children}</div>
  );
}
