import type { Data } from "./data";
import { count, percent, size, visible } from "./format";
import { Brand, ThemeButton, type ThemeChoice } from "./shell";
import type { Choice, View } from "./view";

interface Props {
  data: Data;
  view: View;
  menu: Choice[];
  at: { build: number; context: number };
  theme: ThemeChoice;
  onShow(build: number, context: number): void;
  onTheme(t: ThemeChoice): void;
}

// Header has the totals of a build, and the menus of builds and contexts.
export function Header({ data, view, menu, at, theme, onShow, onTheme }: Props) {
  const b = view.build;
  const facts = [b.dockerfile && visible(b.dockerfile), b.target && `target ${visible(b.target)}`, visible(b.platform), b.builder, view.ignoreFile ? visible(view.ignoreFile) : "no ignore file"].filter(Boolean);
  return (
    <header>
      <div class="top">
        <Brand />
        {menu.length > 1 || b.named_contexts.length > 0 ? (
          <div class="menus">
            <label><span class="hidden">Build</span>
              <select value={String(at.build)} onChange={(e) => onShow(Number(e.currentTarget.value), 0)}>
                {menu.map((c) => <option value={String(c.build)}>{visible(c.label)}{sentOf(data, c.build)}</option>)}
              </select>
            </label>
            {b.named_contexts.length > 0 && (
              <label><span class="hidden">Context</span>
                <select value={String(at.context)} onChange={(e) => onShow(at.build, Number(e.currentTarget.value))}>
                  <option value="0">main context</option>
                  {b.named_contexts.map((c, n) => <option value={String(n + 1)}>context {visible(c.name)}</option>)}
                </select>
              </label>
            )}
          </div>
        ) : <strong class="title">{visible(view.title)}</strong>}
        <p class="about">{facts.map((f) => <span>{f}</span>)}</p>
        <ThemeButton theme={theme} onTheme={onTheme} />
      </div>
      <dl class="totals">
        <Total name="Sent" value={view.totals.sent} strong />
        <Total name="Eligible" value={view.totals.eligible} />
        <Total name="Unused" value={view.totals.unused} title="Eligible, but no instruction copies it." />
        <Total name="Excluded" value={view.totals.excluded} least={view.totals.excluded?.complete === false} />
        {view.transfer !== null && (
          <div title={`${view.transfer.toLocaleString("en")} bytes`}>
            <dt>Transfer</dt><dd>{size(view.transfer)}</dd><dd class="files">{b.builder === "legacy" ? "as docker prints it" : "“transferring context”"}</dd>
          </div>
        )}
        {saving(data, view) && <div class="save"><dt>With safe suggestions</dt><dd>{saving(data, view)!.after}</dd><dd class="files">{saving(data, view)!.note}</dd></div>}
      </dl>
    </header>
  );
}

function sentOf(data: Data, build: number): string {
  const sent = data.report.builds[build]!.totals.sent;
  return sent ? `: ${size(sent.bytes)}` : "";
}

function Total({ name, value, strong, least, title }: { name: string; value: { bytes: number; files: number } | null; strong?: boolean; least?: boolean; title?: string }) {
  if (!value) return <div><dt>{name}</dt><dd>unknown</dd></div>;
  return (
    <div class={strong ? "strong" : ""} title={title ?? `${value.bytes.toLocaleString("en")} bytes`}>
      <dt>{name}</dt><dd>{least ? "≥ " : ""}{size(value.bytes)}</dd><dd class="files">{count(value.files, "file")}</dd>
    </div>
  );
}

// saving returns what the build would send with the safe suggestions, null if they save nothing.
function saving(data: Data, view: View): { after: string; note: string } | null {
  const sent = view.totals.sent?.bytes ?? 0;
  const saved = view.suggestions.filter((s) => s.safety === "safe").reduce((sum, s) => sum + s.saves_bytes, 0);
  if (saved <= 0 || sent <= 0 || data.report.builds.length === 0) return null;
  return { after: size(Math.max(sent - saved, 0)), note: `−${percent(saved, sent)}` };
}
