import type { JSX } from "preact";
import { useRef } from "preact/hooks";

export interface Tab { name: string; count?: number; body(): JSX.Element }

// Tabs show one of several panels.
export function Tabs({ tabs, current, onTab }: { tabs: Tab[]; current: string; onTab(name: string): void }) {
  const list = useRef<HTMLDivElement>(null);
  const at = Math.max(0, tabs.findIndex((t) => t.name === current));
  const key = (e: KeyboardEvent) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[e.key];
    if (to === undefined) return;
    const next = (to + tabs.length) % tabs.length;
    onTab(tabs[next]!.name);
    (list.current!.children[next] as HTMLElement).focus();
    e.preventDefault();
  };
  return (
    <section class="right" aria-label="Details">
      <div class="tabs" role="tablist" aria-label="Details" ref={list} onKeyDown={key}>
        {tabs.map((t, n) => (
          <button type="button" role="tab" id={`tab-${t.name}`} aria-selected={n === at} aria-controls={n === at ? "panel" : undefined} tabIndex={n === at ? 0 : -1} onClick={() => onTab(t.name)}>
            {t.name}{t.count ? <span class="count">{t.count}</span> : null}
          </button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id="panel" aria-labelledby={`tab-${tabs[at]!.name}`} tabIndex={0}>{tabs[at]!.body()}</div>
    </section>
  );
}
