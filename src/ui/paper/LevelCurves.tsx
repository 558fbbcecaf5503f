import type { StepRecord } from "../../protocol/messages.ts";
import { domainOf, REASONING_LEVELS } from "../../world/levels.ts";
import type { Domain, ReasoningLevel } from "../../world/problem.ts";
import { DOMAIN_NAMES } from "../results/levelNames.ts";
import { LineChart } from "./LineChart.tsx";
import { type ChartSeries, pointsOf } from "./lineChart.ts";

const DOMAINS: readonly Domain[] = ["maths", "programs", "logic", "science"];
const COLOURS: readonly ChartSeries["colour"][] = ["policy", "vote", "len", "aha"];
/** Short enough to stand at the end of a line, below the name of the domain. */
const LABELS: Readonly<Record<ReasoningLevel, string>> = {
  "countdown-3": "3 numbers",
  "countdown-4": "4 numbers",
  equation: "equation",
  arithmetic: "arithmetic",
  program: "a · x + b",
  "program-square": "or x · x + b",
  logic: "clauses",
  knights: "knights",
  science: "two given",
  "science-extra": "one extra",
};
/** A step asks each level a few dozen times at most. */
const SMOOTHING = 0.8;

/** Accuracy by level and step, a chart for each domain; nothing where a run did not measure it. */
export function LevelCurves({ history }: { history: readonly StepRecord[] }) {
  const lastStep = history.at(-1)?.step ?? 0;
  const charts = DOMAINS.map((domain) => ({
    domain,
    series: REASONING_LEVELS.filter((level) => domainOf(level) === domain)
      .map((level, i) => ({
        label: LABELS[level],
        colour: COLOURS[i % COLOURS.length] ?? "ink",
        points: pointsOf(history, `accuracy/${level}`),
        smoothing: SMOOTHING,
      }))
      .filter(({ points }) => points.length > 1),
  })).filter(({ series }) => series.length > 0);
  if (charts.length === 0) return null;
  return (
    <section className="panel paper-part" aria-label="Accuracy by level">
      <h4>Accuracy by level and step</h4>
      <div className="paper-charts">
        {charts.map(({ domain, series }) => (
          <LineChart key={domain} title={DOMAIN_NAMES[domain]} unit="share" whole series={series} lastStep={lastStep} />
        ))}
      </div>
      <p className="paper-note">
        On the problems of each training step, a few dozen answers a level, so smoothed; thin: raw. Held-out results
        stand in Results.
      </p>
    </section>
  );
}
