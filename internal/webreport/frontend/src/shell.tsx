import type { RefObject } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Coloring, Theme } from "./colors";
import type { Entry } from "./tree";

export type ThemeChoice = "auto" | Theme;

// useTheme applies a theme to the page, and returns it.
export function useTheme(choice: ThemeChoice): Theme {
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

const themes: ThemeChoice[] = ["auto", "light", "dark"];

// ThemeButton switches the colors of the page.
export function ThemeButton({ theme, onTheme }: { theme: ThemeChoice; onTheme(t: ThemeChoice): void }) {
  return (
    <button type="button" class="theme" aria-label={`Colors of the page: ${theme}`} onClick={() => onTheme(themes[(themes.indexOf(theme) + 1) % themes.length]!)}>
      <span aria-hidden="true">{{ auto: "◐", light: "☀", dark: "☾" }[theme]}</span> {theme}
    </button>
  );
}

// Brand is the name of the program with its mark.
export function Brand() {
  return <h1><span class="mark" aria-hidden="true"><i /><i /><i /></span>ctxsize</h1>;
}

// useSearchKey moves the focus to a search box when a slash is typed.
export function useSearchKey(box: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const typing = e.target instanceof HTMLInputElement || e.target instanceof HTMLSelectElement;
      if (e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
        box.current?.focus();
        e.preventDefault();
      }
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);
}

// Crumbs are the directories from the context to the open one.
export function Crumbs({ focus, title, metricText, onFocus }: { focus: Entry; title: string; metricText: string; onFocus(e: Entry): void }) {
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

// Legend is what the colors of the map stand for.
export function Legend({ coloring }: { coloring: Coloring }) {
  return (
    <ul class="legend" aria-label="Colors">
      {coloring.legend.map((l) => (
        <li title={l.title}><span class={l.paint.hatch ? "swatch hatch" : "swatch"} style={{ background: l.paint.fill }} aria-hidden="true" />{l.label}</li>
      ))}
    </ul>
  );
}
