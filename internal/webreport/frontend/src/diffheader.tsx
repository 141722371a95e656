import type { BuildDiff, DiffData } from "./data";
import { count, percent, signed, size, visible } from "./format";
import { Brand, ThemeButton, type ThemeChoice } from "./shell";

interface Props { data: DiffData; at: number; theme: ThemeChoice; onShow(build: number): void; onTheme(t: ThemeChoice): void }

// DiffHeader has the sizes of a build before and after, and the menu of builds.
export function DiffHeader({ data, at, theme, onShow, onTheme }: Props) {
  const { builds, new_findings: added, fixed_findings: fixed } = data.diff;
  const b = builds[at]!;
  return (
    <header>
      <div class="top">
        <Brand />
        {builds.length > 1 ? (
          <div class="menus">
            <label><span class="hidden">Build</span>
              <select value={String(at)} onChange={(e) => onShow(Number(e.currentTarget.value))}>
                {builds.map((one, n) => <option value={String(n)}>{visible(one.name)}{platform(one, builds)}: {signed(one.growth_bytes)}</option>)}
              </select>
            </label>
          </div>
        ) : <strong class="title">{visible(b.name)}</strong>}
        <p class="about"><span>{visible(data.before)} → {visible(data.after)}</span><span>{visible(b.platform)}</span>{b.new && <span>new build</span>}{b.gone && <span>build is gone</span>}</p>
        <ThemeButton theme={theme} onTheme={onTheme} />
      </div>
      <dl class="totals">
        <div><dt>Before</dt><dd>{size(b.before)}</dd><dd class="files">{visible(data.before)}</dd></div>
        <div class="strong"><dt>After</dt><dd>{size(b.after)}</dd><dd class="files">{visible(data.after)}</dd></div>
        <div class={b.growth_bytes > 0 ? "worse" : b.growth_bytes < 0 ? "save" : ""}>
          <dt>Growth</dt><dd>{signed(b.growth_bytes)}</dd><dd class="files">{b.before > 0 && b.growth_bytes !== 0 ? `${b.growth_bytes > 0 ? "+" : "−"}${percent(Math.abs(b.growth_bytes), b.before)}` : count(data.paths[at]!, "path")}</dd>
        </div>
        {builds.length > 1 && <AllBuilds builds={builds} />}
        <div class={added.length > 0 ? "worse" : ""}><dt>New findings</dt><dd>{added.length}</dd></div>
        <div class={fixed.length > 0 ? "save" : ""}><dt>Fixed findings</dt><dd>{fixed.length}</dd></div>
      </dl>
    </header>
  );
}

function AllBuilds({ builds }: { builds: BuildDiff[] }) {
  const growth = builds.reduce((sum, b) => sum + b.growth_bytes, 0);
  return <div class={growth > 0 ? "worse" : growth < 0 ? "save" : ""}><dt>All builds</dt><dd>{signed(growth)}</dd><dd class="files">{count(builds.length, "build")}</dd></div>;
}

// platform returns the platform of a build where there is more than one.
function platform(b: BuildDiff, all: BuildDiff[]): string { return new Set(all.map((one) => one.platform)).size > 1 ? ` (${b.platform})` : ""; }
