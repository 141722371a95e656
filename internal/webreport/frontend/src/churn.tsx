import { Copy } from "./copy";
import type { Churn, ChurnStep } from "./data";
import { count, visible } from "./format";
import { Bar } from "./panels";

const maxPaths = 4;

interface Props { churn: Churn; has(path: string): boolean; onSelect(path: string): void }

// ChurnPanel lists how often commits make the instructions of a build run again.
export function ChurnPanel({ churn, has, onSelect }: Props) {
  if (churn.error) return <p class="none">No answer: {visible(churn.error)}</p>;
  const built = churn.commits - churn.failing_commits;
  const steps = churn.instructions.filter((s) => s.reruns > 0 || s.changes > 0);
  return (
    <>
      <p class="lead">
        {count(built, "commit")}, {churn.oldest_commit.slice(0, 10)} to {churn.newest_commit.slice(0, 10)}, each built after the one before with the cache of all.
        {churn.shallow && " The clone is shallow: older commits are missing."}
        {churn.failing_commits > 0 && ` ${count(churn.failing_commits, "older commit")} cannot be built with this Dockerfile and ${churn.failing_commits === 1 ? "is" : "are"} not counted.`}
      </p>
      {steps.length === 0 && <p class="none">No commit makes an instruction run again.</p>}
      <ol class="rows">{steps.map((s) => <Step s={s} commits={built} has={has} onSelect={onSelect} />)}</ol>
      {churn.savings.length > 0 && (
        <section>
          <h2>Reruns saved by a pattern alone</h2>
          <ol class="rows">
            {churn.savings.map((s) => (
              <li>
                <div class="row">
                  <code class="grow">{visible(s.pattern)}</code>
                  <span class={`badge ${s.safety}`}>{s.safety}</span>
                </div>
                <div class="row sub"><span class="grow">saves {count(s.saves_reruns, "rerun")}</span><Copy text={s.pattern} what={`pattern ${visible(s.pattern)}`} /></div>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function Step({ s, commits, has, onSelect }: { s: ChurnStep; commits: number } & Omit<Props, "churn">) {
  return (
    <li>
      <div class="row">
        <span class="lineno">{s.line}</span>
        <code class="grow clip">{visible(s.text)}</code>
      </div>
      <Bar part={s.reruns} whole={commits} />
      <p class="sub">
        {`reruns on ${s.reruns} of ${count(commits, "commit")}`}
        {s.needless_reruns !== null && s.needless_reruns > 0 && `, ${s.needless_reruns} of which touch none of its manifests`}
        {s.minutes_per_100_commits !== undefined && `, ${s.minutes_per_100_commits.toFixed(1)} minutes in 100 commits`}
      </p>
      {s.instruction !== "RUN" && s.paths.length > 0 && (
        <p class="sub">
          changed by {s.paths.slice(0, maxPaths).map((p, n) => (
            <>{n > 0 && ", "}{has(p.path.replace(/\/$/, "")) ? <button type="button" class="link path" onClick={() => onSelect(p.path.replace(/\/$/, ""))}>{visible(p.path)}</button> : <code>{visible(p.path)}</code>} ({p.commits})</>
          ))}
          {s.paths.length > maxPaths && `, ${count(s.paths.length - maxPaths, "more path")}`}
        </p>
      )}
    </li>
  );
}
