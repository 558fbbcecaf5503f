import type { Breakdown } from "./stepBreakdown.ts";
import { secondsText } from "./secondsText.ts";

interface BreakdownListProps {
  breakdown: Breakdown;
  /** Each part with what it means. */
  explained?: boolean;
}

/** The bar as text: every part with its seconds and its share. */
export function BreakdownList({ breakdown: { parts, total, steps }, explained = false }: BreakdownListProps) {
  return (
    <>
      <p className="breakdown-total">
        One step: <b>{secondsText(total)}</b>
        {steps > 1 ? `, mean of the last ${steps}` : ""}
      </p>
      <ul className={explained ? "breakdown-list explained" : "breakdown-list"}>
        {parts.map(({ metric, name, meaning, seconds, share }) => (
          <li key={metric}>
            <i className="breakdown-part" data-part={metric} aria-hidden="true" />
            <span>
              {name}
              {explained && <small>{meaning}</small>}
            </span>
            <b>{secondsText(seconds)}</b>
            <span className="breakdown-share">{share < 0.005 ? "<1" : Math.round(share * 100)} %</span>
          </li>
        ))}
      </ul>
    </>
  );
}
