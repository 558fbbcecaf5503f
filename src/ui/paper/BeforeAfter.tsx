import { useMemo } from "react";
import type { Interval, SuiteResult } from "../../protocol/suite.ts";
import { differenceText, measureText, rangeText, type MeasureUnit } from "./intervalText.ts";
import { measuresOf, suiteText, type Measure } from "./measures.ts";

interface BeforeAfterProps {
  before: SuiteResult | null;
  after: SuiteResult | null;
}

/** The headline numbers with their intervals; a change is named only where the intervals are apart. */
export function BeforeAfter({ before, after }: BeforeAfterProps) {
  const suite = after ?? before;
  const measures = useMemo(() => measuresOf(before, after), [before, after]);
  if (!suite || measures.length === 0) return null;
  return (
    <section className="panel paper-part" aria-label="Before and after">
      <h4>Before and after</h4>
      <div className="paper-scroll" tabIndex={0} role="region" aria-label="Before and after, table">
        <table className="paper-table before-after">
          <thead>
            <tr>
              <th scope="col">measured</th>
              <th scope="col">before</th>
              <th scope="col">after</th>
              <th scope="col" aria-hidden="true" />
              <th scope="col">change</th>
            </tr>
          </thead>
          <tbody>
            {measures.map((measure) => (
              <Row key={measure.label} measure={measure} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="paper-note">
        {suiteText(suite)}. Small figures: 95 % intervals by bootstrap over problems. A change is named where its
        interval, paired by problem, excludes zero; where nothing can be paired, where the two intervals have no value
        in common.
      </p>
    </section>
  );
}

function Row({ measure: { label, unit, before, after, change } }: { measure: Measure }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <Cell interval={before} unit={unit} />
      <Cell interval={after} unit={unit} strong />
      <td className="before-after-plot" aria-hidden="true">
        <IntervalPlot before={before} after={after} unit={unit} />
      </td>
      <td className={change?.direction ? "before-after-change" : "before-after-change unsaid"}>
        {change && (change.direction ?? "not told apart")}{" "}
        {change?.difference && <small>{differenceText(change.difference, unit)}</small>}
      </td>
    </tr>
  );
}

function Cell({ interval, unit, strong = false }: { interval: Interval | null; unit: MeasureUnit; strong?: boolean }) {
  if (!interval) return <td className="unsaid">not measured</td>;
  const text = measureText(interval.value, unit);
  return (
    <td>
      {strong ? <b>{text}</b> : text} <small>{rangeText(interval, unit)}</small>
    </td>
  );
}

const WIDTH = 150;
const EDGE = 4;

/** Both intervals on one axis: 0 to 100 %, or from 0 to the larger length. */
function IntervalPlot({ before, after, unit }: Omit<Measure, "label" | "change">) {
  const highest = unit === "share" ? 1 : Math.max(before?.high ?? 0, after?.high ?? 0, 1);
  const x = (value: number): number => EDGE + (WIDTH - 2 * EDGE) * Math.min(1, Math.max(0, value / highest));
  const row = (interval: Interval | null, y: number, name: string) =>
    interval && (
      <g className={name}>
        <line x1={x(interval.low)} x2={x(interval.high)} y1={y} y2={y} />
        <circle cx={x(interval.value)} cy={y} r={3.2} />
      </g>
    );
  return (
    <svg width={WIDTH} height={22} className="interval-plot">
      <line className="axis" x1={EDGE} x2={WIDTH - EDGE} y1={11} y2={11} />
      {row(before, 6, "was")}
      {row(after, 16, "is")}
    </svg>
  );
}
