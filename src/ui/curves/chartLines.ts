import type { Evaluation, StepRecord } from "../../protocol/messages.ts";
import type { EarlierRun } from "../../store/runState.ts";
import type { RecordedRun } from "../../store/recordedRun.ts";
import type { SeriesStore } from "../../store/series.ts";
import type { ChartSpec, LineSpec } from "./chartSpec.ts";

/** Numbers behind one line of a chart. Steps ascend. */
export interface LineData {
  steps: ArrayLike<number>;
  values: ArrayLike<number>;
  /** Ends of the 95 % interval, where there is one. */
  low?: ArrayLike<number>;
  high?: ArrayLike<number>;
}

export interface ChartLine extends LineData {
  spec: LineSpec;
  role: "live" | "recorded" | "earlier";
  label: string;
}

export interface RunData {
  series: SeriesStore;
  evaluations: readonly Evaluation[];
  earlierRuns: readonly EarlierRun[];
  recordedRun: RecordedRun | null;
}

/** Every line of a chart, those at the back first. */
export function chartLines(spec: ChartSpec, run: RunData): ChartLine[] {
  const lines: ChartLine[] = [];
  const compared = spec.lines.filter((line) => line.compared);
  for (const line of compared) {
    for (const { history, evaluations, label } of run.earlierRuns) {
      lines.push({ spec: line, role: "earlier", label, ...dataOf(line, history, evaluations) });
    }
    if (run.recordedRun) {
      const { history, evaluations, config } = run.recordedRun;
      lines.push({
        spec: line,
        role: "recorded",
        label: `recorded run, seed ${config.seed}`,
        ...dataOf(line, history, evaluations),
      });
    }
  }
  for (const line of spec.lines) {
    const data =
      line.from === "evaluations" ? evaluationData(line.metric, run.evaluations) : run.series.get(line.metric);
    lines.push({ spec: line, role: "live", label: line.label, ...data });
  }
  return lines;
}

function dataOf(line: LineSpec, history: readonly StepRecord[], evaluations: readonly Evaluation[]): LineData {
  if (line.from === "evaluations") return evaluationData(line.metric, evaluations);
  const known = history.filter((record) => Number.isFinite(record.metrics[line.metric]));
  return { steps: known.map(({ step }) => step), values: known.map(({ metrics }) => metrics[line.metric] ?? 0) };
}

export function evaluationData(metric: string, evaluations: readonly Evaluation[]): Required<LineData> {
  const data = { steps: [] as number[], values: [] as number[], low: [] as number[], high: [] as number[] };
  for (const { step, mean } of evaluations) {
    const value = mean[metric];
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    const interval = mean[`${metric}_ci`];
    const [low, high] = Array.isArray(interval) ? interval : [value, value];
    data.steps.push(step);
    data.values.push(value);
    data.low.push(low);
    data.high.push(high);
  }
  return data;
}
