import { useRef } from "react";
import { useWidth } from "../aha/useWidth.ts";
import { valueAxis } from "../curves/axis.ts";
import type { ChartSpec } from "../curves/chartSpec.ts";
import { tickText } from "../curves/valueText.ts";
import { chartWords, lineEnd, linePath, spreadEnds, type ChartSeries } from "./lineChart.ts";

interface LineChartProps {
  title: string;
  unit: ChartSpec["unit"];
  series: readonly ChartSeries[];
  /** Shares keep the whole axis from 0 to 100 %. */
  whole?: boolean;
  /** The axis reaches at least this far. */
  atLeast?: number;
  /** Vertical lines with a word each. */
  marks?: readonly { step: number; label: string }[];
  /** Of all charts that stand together. */
  lastStep: number;
  firstStep?: number;
}

const HEIGHT = 150;
const LEFT = 44;
const TOP = 16;
const BOTTOM = 20;

/** Lines over training steps, named at their ends; the numbers of both ends in words for those who cannot see it. */
export function LineChart({
  title,
  unit,
  series,
  whole = false,
  atLeast = 0.1,
  marks = [],
  lastStep,
  firstStep = 0,
}: LineChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 360);
  const spec: ChartSpec = { id: title, title, meaning: "", unit, atLeast, whole, lines: [] };
  const axis = valueAxis(
    spec,
    series.map(({ points }) => ({ values: points.map(([, value]) => value) })),
    3,
  );
  const right = series.length > 1 ? Math.min(110, 12 + 7.4 * Math.max(...series.map(({ label }) => label.length))) : 10;
  const x = (step: number): number =>
    LEFT + ((width - LEFT - right) * (step - firstStep)) / Math.max(1, lastStep - firstStep);
  const y = (value: number): number =>
    TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - axis.min) / Math.max(1e-9, axis.max - axis.min));
  const ends = spreadEnds(
    series.flatMap(({ label, points, colour, smoothing = 0 }) => {
      const end = lineEnd(points, smoothing);
      return end ? [{ label, colour, x: x(end[0]) + 6, y: y(end[1]) }] : [];
    }),
  );
  return (
    <figure className="line-chart">
      <figcaption>{title}</figcaption>
      <div ref={box}>
        <svg width={width} height={HEIGHT} role="img" aria-label={chartWords(title, unit, series)}>
          {axis.ticks.map((tick) => (
            <g key={tick}>
              <line className="grid" x1={LEFT} x2={width - right} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
                {tickText(tick, unit)}
              </text>
            </g>
          ))}
          {marks.map(({ step, label }) => (
            <g key={label} className="mark">
              <line x1={x(step)} x2={x(step)} y1={TOP - 4} y2={HEIGHT - BOTTOM} />
              <text x={x(step)} y={TOP - 5} textAnchor={x(step) < width / 2 ? "start" : "end"}>
                {label}
              </text>
            </g>
          ))}
          {series.map(({ label, points, colour, smoothing = 0 }) => (
            <g key={label} className={`series ${colour}`}>
              {smoothing > 0 && <path className="raw" d={linePath(points, 0, x, y)} />}
              <path d={linePath(points, smoothing, x, y)} />
            </g>
          ))}
          {series.length > 1 &&
            ends.map((end) => (
              <text key={end.label} className={`end ${end.colour}`} x={end.x} y={end.y + 4}>
                {end.label}
              </text>
            ))}
          <text x={LEFT} y={HEIGHT - 4}>
            {firstStep}
          </text>
          <text x={width - right} y={HEIGHT - 4} textAnchor="end">
            step {lastStep}
          </text>
        </svg>
      </div>
    </figure>
  );
}
