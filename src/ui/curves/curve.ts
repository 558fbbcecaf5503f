import type uPlot from "uplot";
import { colour } from "./canvasColours.ts";
import type { ChartLine } from "./chartLines.ts";
import type { ChartSpec } from "./chartSpec.ts";
import { smooth } from "./smooth.ts";
import { withAlpha } from "./withAlpha.ts";

/** One drawn curve: a line of the chart, raw or smoothed. */
export interface Curve {
  line: ChartLine;
  kind: "raw" | "smooth" | "points";
  values: ArrayLike<number>;
}

/** A measured line is drawn twice, raw and faint below its smoothed self. */
export function curvesOf(line: ChartLine, smoothing: number): Curve[] {
  if (line.spec.from === "evaluations") return [{ line, kind: "points", values: line.values }];
  const smoothed: Curve = {
    line,
    kind: "smooth",
    values: smoothing > 0 ? smooth(line.values, smoothing) : line.values,
  };
  return line.role === "live" && smoothing > 0 ? [{ line, kind: "raw", values: line.values }, smoothed] : [smoothed];
}

/** How uPlot draws a curve. */
export function seriesOptions({ line: { spec, role }, kind }: Curve): uPlot.Series {
  const stroke = (): string => {
    if (role === "earlier") return withAlpha(colour("soft"), 0.6);
    if (role === "recorded") return colour("grey");
    return withAlpha(colour(spec.colour), kind === "raw" ? (spec.faint ? 0.16 : 0.26) : spec.faint ? 0.5 : 1);
  };
  const width = role === "earlier" ? 1 : role === "recorded" ? 1.6 : kind === "raw" ? 1 : spec.faint ? 1.6 : 2.3;
  const dash = kind === "raw" || !spec.dash ? {} : { dash: [...spec.dash] };
  const points = kind === "points" && role === "live" ? { show: true, size: 6, fill: stroke, stroke } : { show: false };
  return { scale: "y", spanGaps: true, stroke, width, points, ...dash };
}

/** Below this width the name of the recorded run stands inside the plot, because beside it there is no room. */
const NARROW = 480; // px

export const isNarrow = (plot: uPlot): boolean => plot.width < NARROW;

/** Room for the labels, no more than a third of the chart. */
export function rightPadding(plot: uPlot, curves: readonly Curve[], spec: ChartSpec, tall: boolean): number {
  const live = spec.lines.length > 1 ? spec.lines.map(({ label }) => label) : [];
  const recorded =
    tall && !isNarrow(plot) ? curves.filter(({ line }) => line.role === "recorded").map(({ line }) => line.label) : [];
  const longest = Math.max(0, ...[...live, ...recorded].map((label) => label.length));
  return Math.max(30, Math.min(longest * (tall ? 6.6 : 5.9) + 8, plot.width / 3));
}
