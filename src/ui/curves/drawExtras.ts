import type uPlot from "uplot";
import { colour } from "./canvasColours.ts";
import type { ChartView } from "./chartView.ts";
import { isNarrow, type Curve } from "./curve.ts";
import { spreadLabels, type EndLabel } from "./endLabels.ts";
import { valueAt } from "./upTo.ts";
import { withAlpha } from "./withAlpha.ts";

/** What uPlot does not draw: intervals, the chosen step, the lines' names at their ends. */
export function drawExtras(plot: uPlot, view: ChartView, family: string): void {
  const { ctx } = plot;
  const ratio = window.devicePixelRatio;
  ctx.save();
  for (const curve of view.curves) if (curve.line.role === "live") drawIntervals(plot, curve, ratio);
  drawChosenStep(plot, view, ratio);
  drawLabels(plot, view, family, ratio);
  ctx.restore();
}

function drawIntervals(plot: uPlot, { line, kind }: Curve, ratio: number): void {
  const { low, high, steps, spec } = line;
  if (kind !== "points" || !low || !high) return;
  const { ctx } = plot;
  ctx.strokeStyle = withAlpha(colour(spec.colour), 0.55);
  ctx.lineWidth = 1.4 * ratio;
  for (let i = 0; i < steps.length; i++) {
    const x = plot.valToPos(steps[i] as number, "x", true);
    ctx.beginPath();
    ctx.moveTo(x, plot.valToPos(low[i] as number, "y", true));
    ctx.lineTo(x, plot.valToPos(high[i] as number, "y", true));
    ctx.stroke();
  }
}

/** Where the group beside the curves comes from, once it was chosen. */
function drawChosenStep(plot: uPlot, view: ChartView, ratio: number): void {
  const { selectedStep, followLatest } = view.options.lab.run.getState();
  if (selectedStep === null || followLatest) return;
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(selectedStep, "x", true)) + 0.5;
  ctx.strokeStyle = withAlpha(colour("ink"), 0.55);
  ctx.lineWidth = ratio;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillStyle = colour("ink");
  ctx.beginPath();
  ctx.moveTo(x - 4 * ratio, bbox.top - 5 * ratio);
  ctx.lineTo(x + 4 * ratio, bbox.top - 5 * ratio);
  ctx.lineTo(x, bbox.top);
  ctx.fill();
}

/** Earlier runs that are named; more names would hide the lines. */
const NAMED_EARLIER = 2;

function drawLabels(plot: uPlot, view: ChartView, family: string, ratio: number): void {
  const { ctx, bbox } = plot;
  const labels: EndLabel[] = [];
  const earlier = view.curves
    .filter(({ line, kind }) => line.role === "earlier" && kind !== "raw")
    .slice(-NAMED_EARLIER);
  for (const curve of view.curves) {
    const { line, kind, values } = curve;
    const last = values.length - 1;
    const wanted =
      line.role === "live"
        ? kind !== "raw" && view.spec.lines.length > 1
        : view.options.tall && (line.role === "recorded" || (earlier.includes(curve) && !isNarrow(plot)));
    if (!wanted || last < 0) continue;
    const step = Math.min(line.steps[last] as number, view.lastStep);
    const x = plot.valToPos(step, "x", true) + 7 * ratio;
    const y = plot.valToPos(valueAt({ steps: line.steps, values }, step), "y", true);
    labels.push({
      text: line.label,
      colour: line.role === "live" ? colour(line.spec.colour) : colour("soft"),
      ...(line.role === "recorded" && isNarrow(plot) ? { x: x - 134 * ratio, y: y - 15 * ratio } : { x, y }),
    });
  }
  ctx.font = `600 ${11.5 * ratio}px ${family}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.lineJoin = "round";
  ctx.lineWidth = 4 * ratio;
  ctx.strokeStyle = colour("panel");
  const width = (text: string): number => ctx.measureText(text).width + 6 * ratio;
  for (const { text, x, y, colour: fill } of spreadLabels(
    labels,
    13.5 * ratio,
    bbox.top,
    bbox.top + bbox.height,
    width,
  )) {
    const within = Math.min(x, ctx.canvas.width - width(text) + 4 * ratio);
    ctx.strokeText(text, within, y);
    ctx.fillStyle = fill;
    ctx.fillText(text, within, y);
  }
}
