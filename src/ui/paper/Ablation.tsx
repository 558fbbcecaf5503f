import { useRef } from "react";
import type { AblationRun } from "../../protocol/pipeline.ts";
import { useWidth } from "../aha/useWidth.ts";
import { ablationRows, priceText, type AblationRow } from "./ablation.ts";
import { measureText } from "./intervalText.ts";

/** The stage with and without the language reward: every seed a point, the mean a line. */
export function Ablation({ runs }: { runs: readonly AblationRun[] }) {
  const rows = ablationRows(runs);
  if (rows.length === 0) return null;
  const price = priceText(rows);
  const weight = Math.max(...runs.map((run) => run.weight));
  return (
    <section className="panel paper-part" aria-label="Ablation of the language reward">
      <h4>Ablation: with and without the language reward</h4>
      {price && <p>{price}</p>}
      <div className="ablation">
        {rows.map((row) => (
          <Strip key={row.label} row={row} />
        ))}
      </div>
      <p className="paper-note">
        Shorter runs that all go on from R1-Zero, which mixes languages; the cold start has left little to mend. A point
        is one seed, the line is the mean. With: weight {weight}. The same number of steps for all: fewer, and half the
        prompts a step, than the stage itself. The paper reports a slight loss of accuracy; so few seeds cannot show a
        small one.
      </p>
    </section>
  );
}

const ROW = 34;

function Strip({ row: { label, unit, arms } }: { row: AblationRow }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 320);
  const left = 58;
  const right = 62;
  const values = arms.flatMap(({ seeds }) => seeds.map(({ value }) => value));
  const air = Math.max(unit === "share" ? 0.02 : 1, 0.15 * (Math.max(...values) - Math.min(...values)));
  const [low, high] = [Math.min(...values) - air, Math.max(...values) + air];
  const x = (value: number): number => left + ((width - left - right) * (value - low)) / (high - low);
  const words = arms
    .map(
      ({ name, seeds, mean }) =>
        `${name} the reward: mean ${measureText(mean, unit)}, seeds ${seeds.map(({ seed, value }) => `${seed}: ${measureText(value, unit)}`).join(", ")}`,
    )
    .join("; ");
  return (
    <figure className="strip">
      <figcaption>{label}</figcaption>
      <div ref={box}>
        <svg width={width} height={ROW * arms.length + 4} role="img" aria-label={`${label}. ${words}.`}>
          {arms.map(({ name, seeds, mean }, i) => {
            const y = ROW * i + ROW / 2;
            return (
              <g key={name} className={name}>
                <text x={0} y={y + 4}>
                  {name}
                </text>
                <line className="grid" x1={left} x2={width - right} y1={y} y2={y} />
                {seeds.map(({ seed, value }) => (
                  <circle key={seed} cx={x(value)} cy={y} r={4.5}>
                    <title>{`seed ${seed}: ${measureText(value, unit)}`}</title>
                  </circle>
                ))}
                <line className="mean" x1={x(mean)} x2={x(mean)} y1={y - 11} y2={y + 11} />
                <text className="value" x={width} y={y + 4} textAnchor="end">
                  {measureText(mean, unit)}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
    </figure>
  );
}
