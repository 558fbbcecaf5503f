import type { StepRecord } from "../../protocol/messages.ts";
import { LineChart } from "./LineChart.tsx";
import { pointsOf } from "./lineChart.ts";

interface StageCurvesProps {
  history: readonly StepRecord[];
  /** The run is going on. */
  live: boolean;
}

const CHARTS = [
  { metric: "reward", title: "Reward", unit: "reward", colour: "ink", atLeast: 1, whole: false },
  { metric: "rewards/accuracy/mean", title: "Accuracy in training", unit: "share", colour: "policy", whole: true },
  { metric: "completions/mean_length", title: "Response length", unit: "tokens", colour: "len", atLeast: 40 },
  { metric: "language/consistency", title: "Language consistency", unit: "share", colour: "soft", whole: true },
] as const;

/** What the training of a stage looked like. */
export function StageCurves({ history, live }: StageCurvesProps) {
  const lastStep = history.at(-1)?.step ?? 0;
  const shown = CHARTS.map((chart) => ({ ...chart, points: pointsOf(history, chart.metric) })).filter(
    ({ points }) => points.length > 0,
  );
  if (shown.length === 0) return null;
  return (
    <section className="panel paper-part" aria-label="Training">
      <h4>{live ? `Training, step ${lastStep}, going on` : `Training, ${lastStep} steps`}</h4>
      <div className="paper-charts">
        {shown.map(({ metric, title, unit, colour, points, ...axis }) => (
          <LineChart
            key={metric}
            title={title}
            unit={unit}
            series={[{ label: title, colour, points, smoothing: points.length > 30 ? 0.75 : 0 }]}
            lastStep={lastStep}
            {...axis}
          />
        ))}
      </div>
      <p className="paper-note">
        On the problems of each training step, sampled at the temperature of training; thin: raw, thick: smoothed.
      </p>
    </section>
  );
}
