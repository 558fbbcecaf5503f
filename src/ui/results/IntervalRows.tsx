import { useRef } from "react";
import type { Interval } from "../../protocol/suite.ts";
import { useWidth } from "../aha/useWidth.ts";

export interface IntervalRow {
  id: string;
  label: string;
  /** null: not measured. */
  interval: Interval | null;
  /** At the right edge. */
  text: string;
  /** Drawn hollow and thin: nothing is shown by it. */
  faint?: boolean;
  /** The starting point of the others. */
  plain?: boolean;
}

interface IntervalRowsProps {
  rows: readonly IntervalRow[];
  /** Ends of the axis. */
  range: readonly [number, number];
  ticks: readonly { at: number; text: string }[];
  /** Pixels for the labels, and for the texts at the right edge. */
  margins: readonly [number, number];
  /** What the picture shows, in a sentence. */
  summary: string;
}

const ROW = 22;
const TOP = 6;
const AXIS = 22;

/** One row an item: label, dot with its interval on a common axis, value. */
export function IntervalRows({ rows, range: [from, to], ticks, margins: [left, right], summary }: IntervalRowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 300);
  const x = (value: number): number =>
    left + ((Math.min(to, Math.max(from, value)) - from) / (to - from)) * Math.max(20, width - left - right);
  const bottom = TOP + rows.length * ROW;
  return (
    <div ref={box} className="plot">
      <svg width={width} height={bottom + AXIS} role="img" aria-label={summary}>
        {ticks.map(({ at, text }) => (
          <g key={at}>
            <line
              className={at === 0 && from < 0 ? "plot-zero" : "plot-grid"}
              x1={x(at)}
              x2={x(at)}
              y1={TOP}
              y2={bottom}
            />
            <text className="plot-tick" x={x(at)} y={bottom + 15} textAnchor="middle">
              {text}
            </text>
          </g>
        ))}
        {rows.map(({ id, label, interval, text, faint, plain }, i) => {
          const y = TOP + (i + 0.5) * ROW;
          const kind = `${faint ? " faint" : ""}${plain ? " plain" : ""}`;
          return (
            <g key={id} className={`plot-row${kind}`}>
              <text x={0} y={y + 4}>
                {label}
              </text>
              {interval && (
                <>
                  <line className="plot-interval" x1={x(interval.low)} x2={x(interval.high)} y1={y} y2={y} />
                  <circle className="plot-dot" cx={x(interval.value)} cy={y} r={faint ? 3.5 : 4.5} />
                </>
              )}
              <text className="plot-value" x={width} y={y + 4} textAnchor="end">
                {text}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
