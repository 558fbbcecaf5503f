import { useRef } from "react";
import type { Interval } from "../../protocol/suite.ts";
import { useWidth } from "../aha/useWidth.ts";
import { spreadLabels } from "./spreadLabels.ts";

export interface ScatterPoint {
  label: string;
  x: number;
  y: Interval;
}

interface ScatterPlotProps {
  points: readonly ScatterPoint[];
  /** Right end of the horizontal axis, which is logarithmic and begins at 1. */
  largestX: number;
  largestY: number;
  xTitle: string;
  summary: string;
}

const HEIGHT = 214;
const LEFT = 34;
const RIGHT = 96;
const TOP = 10;
const BOTTOM = HEIGHT - 38;
const LABEL = 12;

/** Dots with intervals over a logarithmic axis, each with its name. */
export function ScatterPlot({ points, largestX, largestY, xTitle, summary }: ScatterPlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 320);
  const right = width - RIGHT;
  const x = (value: number): number => LEFT + (Math.log2(value) / Math.log2(largestX)) * (right - LEFT);
  const y = (value: number): number => BOTTOM - (value / largestY) * (BOTTOM - TOP);
  const labels = spreadLabels(
    points.map((point) => y(point.y.value)),
    LABEL,
    TOP,
    BOTTOM,
  );
  return (
    <div ref={box} className="plot">
      <svg width={width} height={HEIGHT} role="img" aria-label={summary}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line className="plot-grid" x1={LEFT} x2={right} y1={y(share * largestY)} y2={y(share * largestY)} />
            <text className="plot-tick" x={LEFT - 6} y={y(share * largestY) + 4} textAnchor="end">
              {share * largestY}
            </text>
          </g>
        ))}
        {powers(largestX).map((value) => (
          <text key={value} className="plot-tick" x={x(value)} y={BOTTOM + 15} textAnchor="middle">
            {value}
          </text>
        ))}
        <text className="plot-tick" x={LEFT} y={HEIGHT - 5}>
          {xTitle}
        </text>
        {points.map(({ label, x: at, y: interval }, i) => (
          <g key={label} className="plot-point">
            <path className="plot-leader" d={`M${x(at) + 5} ${y(interval.value)}L${right + 3} ${labels[i] ?? 0}`} />
            <line className="plot-interval" x1={x(at)} x2={x(at)} y1={y(interval.low)} y2={y(interval.high)} />
            <circle className="plot-dot" cx={x(at)} cy={y(interval.value)} r={4} />
            <text className="plot-name" x={right + 6} y={(labels[i] ?? 0) + 4}>
              {label}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

const powers = (largest: number): number[] => [1, 2, 4, 8, 16, 32, 64, 128, 256].filter((value) => value <= largest);
