import { useState } from "react";
import { ToggleButton } from "react-aria-components";
import type { Sieve, StageReport } from "../../protocol/pipeline.ts";
import { counted, percent } from "../trace/numberText.ts";
import { SieveExamples } from "./SieveExamples.tsx";
import { sieveRows, SOURCE_NAMES } from "./sieveText.ts";
import "./sieve.css";

/** How many entered, what each filter took, what is left; each of them can be opened and read. */
export function SieveView({ report, sieve }: { report: StageReport; sieve: Sieve }) {
  const [open, setOpen] = useState<string | null>(null);
  const rows = sieveRows(sieve);
  const shown = rows.find(({ id }) => id === open);
  const title = SOURCE_NAMES[sieve.source] ?? sieve.source;
  return (
    <section className="sieve" aria-label={title}>
      <h5>{title}</h5>
      <ol className="sieve-rows">
        <li className="sieve-row">
          <span className="sieve-label">Entered</span>
          <span className="sieve-bar" aria-hidden="true">
            <i style={{ width: "100%" }} />
          </span>
          <span className="sieve-count">
            <b>{counted(sieve.entered)}</b>
            <small>{percent(1)}</small>
          </span>
        </li>
        {rows.map(({ id, label, what, count, left, took, examples }) => (
          <li key={id} className={id === "kept" ? "sieve-row kept" : "sieve-row"}>
            <span className="sieve-label">
              {label}
              {what && <small>{what}</small>}
            </span>
            <span className="sieve-bar" aria-hidden="true">
              <i style={{ width: `${100 * left}%` }} />
              {took > 0 && <i className="took" style={{ width: `${100 * took}%` }} />}
            </span>
            <span className="sieve-count">
              {id === "kept" ? <b>{counted(count)}</b> : count === 0 ? "0" : `− ${counted(count)}`}
              <small>{percent(count / Math.max(1, sieve.entered))}</small>
            </span>
            {examples.length > 0 ? (
              <ToggleButton
                className="text-button"
                isSelected={open === id}
                onChange={(on) => setOpen(on ? id : null)}
                aria-label={`Read examples: ${label}, ${title}`}
              >
                Read
              </ToggleButton>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ol>
      {shown && <SieveExamples key={shown.id} report={report} source={sieve.source} row={shown} />}
    </section>
  );
}
