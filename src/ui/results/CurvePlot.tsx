import { useRef } from "react";
import type { Interval } from "../../protocol/suite.ts";
import { useWidth } from "../aha/useWidth.ts";
import { valueText } from "./resultText.ts";
import { spreadLabels } from "./spreadLabels.ts";

export interface CurveSeries {
  label: string;
  points: readonly { k: number; interval: Interval }[];
  /** The one that the other started from: drawn dashed. */
  plain: boolean;
}

interface CurvePlotProps {
  series: readonly CurveSeries[];
  summary: string;
}

const HEIGHT = 190;
const LEFT = 44;
const RIGHT = 90;
const TOP = 8;
const BOTTOM = HEIGHT - 24;

/** Shares over k, which doubles from tick to tick; lines are named at their ends. */
export function CurvePlot({ series, summary }: CurvePlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 300);
  const ks = [...new Set(series.flatMap(({ points }) => points.map(({ k }) => k)))].sort((a, b) => a - b);
  const right = width - RIGHT;
  const x = (k: number): number => LEFT + (Math.log2(k) / Math.log2(Math.max(2, ks.at(-1) ?? 2))) * (right - LEFT);
  const y = (share: number): number => BOTTOM - share * (BOTTOM - TOP);
  const ends = spreadLabels(
    series.map(({ points }) => y(points.at(-1)?.interval.value ?? 0)),
    14,
    TOP + 4,
    BOTTOM,
  );
  return (
    <div ref={box} className="plot">
      <svg width={width} height={HEIGHT} role="img" aria-label={summary}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line className="plot-grid" x1={LEFT} x2={right} y1={y(share)} y2={y(share)} />
            <text className="plot-tick" x={LEFT - 6} y={y(share) + 4} textAnchor="end">
              {valueText(share, "share")}
            </text>
          </g>
        ))}
        {ks.map((k) => (
          <text key={k} className="plot-tick" x={x(k)} y={BOTTOM + 16} textAnchor="middle">
            {k === ks.at(-1) ? `k = ${k}` : k}
          </text>
        ))}
        {series.map(({ label, points, plain }, i) => (
          <g key={label} className={plain ? "plot-curve plain" : "plot-curve"}>
            <path
              className="plot-band"
              d={`${path(points.map(({ k, interval }) => [x(k), y(interval.high)]))}${path(
                points.toReversed().map(({ k, interval }) => [x(k), y(interval.low)]),
              ).replace("M", "L")}Z`}
            />
            <path className="plot-line" d={path(points.map(({ k, interval }) => [x(k), y(interval.value)]))} />
            {points.map(({ k, interval }) => (
              <circle key={k} className="plot-dot" cx={x(k)} cy={y(interval.value)} r={3} />
            ))}
            <text className="plot-end" x={right + 8} y={(ends[i] ?? 0) + 4}>
              {label}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

const path = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
