import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { useActions } from "../useLab.ts";
import type { ChartLine } from "./chartLines.ts";
import type { ChartSpec } from "./chartSpec.ts";
import { readableTable } from "./chartTable.ts";
import { valueText } from "./valueText.ts";

const REFRESH = 1_000; // ms
/** Rows that a browser shows without effort; the file export has them all. */
const MOST_ROWS = 400;

interface ChartTableProps {
  spec: ChartSpec;
  lines: () => readonly ChartLine[];
}

/** The same numbers to read, the newest first; a step's button shows the answers of that step. */
export function ChartTable({ spec, lines }: ChartTableProps) {
  const { selectStep } = useActions();
  const [table, setTable] = useState(() => readableTable(lines()));
  useEffect(() => {
    const timer = setInterval(() => setTable(readableTable(lines())), REFRESH);
    return () => clearInterval(timer);
  }, [lines]);
  const rows = [...table.rows].reverse();
  const shown = rows.slice(0, MOST_ROWS);
  return (
    <div className="chart-table" role="region" aria-label={`${spec.title}, table`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">step</th>
            {table.columns.map(({ label, metric }) => (
              <th scope="col" key={metric}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ step, cells }) => (
            <tr key={step}>
              <th scope="row">
                <Button
                  className="link-button"
                  aria-label={`Show the answers of step ${step}`}
                  onPress={() => selectStep(step)}
                >
                  {step}
                </Button>
              </th>
              {cells.map((cell, i) => (
                <td key={table.columns[i]?.metric}>
                  {cell && valueText(cell.value, spec.unit)}
                  {cell?.low !== undefined && cell.high !== undefined && (
                    <small>
                      {" "}
                      {valueText(cell.low, spec.unit)} to {valueText(cell.high, spec.unit)}
                    </small>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p>Nothing measured yet.</p>}
      {rows.length > shown.length && (
        <p>
          The newest {shown.length} of {rows.length} rows. The CSV file has all of them.
        </p>
      )}
    </div>
  );
}
