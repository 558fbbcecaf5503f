import type { Drawback } from "../../protocol/pipeline.ts";
import type { Interval } from "../../protocol/suite.ts";
import { percent } from "../trace/numberText.ts";
import { changeText, rangeText } from "./intervalText.ts";
import { MarkedTrace, TraceKey } from "./MarkedTrace.tsx";

const NAMES: Readonly<Record<Drawback["name"], string>> = {
  "mixed-language": "Mixed language",
  "other-language": "Another language than the prompt's",
  "repeated-attempts": "Repeated attempts",
  "runaway-length": "Runaway length",
  "missing-structure": "Missing structure",
};

/** What R1-Zero's answers suffer from: how often before and after, with answers to read. */
export function Drawbacks({ drawbacks }: { drawbacks: readonly Drawback[] }) {
  return (
    <section className="panel paper-part" aria-label="Drawbacks">
      <h4>Drawbacks: what is wrong with the answers</h4>
      <ul className="drawbacks">
        {drawbacks.map((drawback) => (
          <li key={drawback.name}>
            <h5>{NAMES[drawback.name]}</h5>
            <p className="paper-note">{drawback.what}</p>
            <Rates {...drawback} />
            {drawback.examples.length > 0 && (
              <details className="paper-details">
                <summary>
                  {drawback.examples.length === 1 ? "1 example" : `${drawback.examples.length} examples`}
                </summary>
                {drawback.examples.map((example, i) => (
                  // Examples may be equal and never change places.
                  <div key={i} className="example">
                    <p className="example-prompt">
                      {example.prompt}
                      <small>{example.level}</small>
                    </p>
                    <MarkedTrace text={example.response} />
                    {example.why !== undefined && <p className="example-why">{example.why}</p>}
                  </div>
                ))}
              </details>
            )}
          </li>
        ))}
      </ul>
      <p className="paper-note">
        Share of the answers to the suite's reasoning problems, 4 to each at temperature 1, with 95 % intervals over
        problems. A change is named only where the intervals are apart.
      </p>
      <TraceKey />
    </section>
  );
}

function Rates({ before, after }: { before: Interval; after: Interval }) {
  const change = changeText(before, after);
  return (
    <div className="rates">
      <Rate name="before" interval={before} />
      <Rate name="after" interval={after} />
      <p className={change ? "rates-change" : "rates-change unsaid"}>{change ?? "not told apart"}</p>
    </div>
  );
}

const Rate = ({ name, interval }: { name: "before" | "after"; interval: Interval }) => (
  <p className={`rate ${name}`}>
    <span>{name}</span>
    <span className="rate-bar" aria-hidden="true">
      <i style={{ width: `${100 * Math.min(1, interval.value)}%` }} />
    </span>
    <b>{percent(interval.value)}</b> <small>{rangeText(interval, "share")}</small>
  </p>
);
