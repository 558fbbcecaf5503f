import { useId, useRef, useState, type KeyboardEvent } from "react";
import type { StageReport } from "../../protocol/pipeline.ts";
import type { SuiteResult } from "../../protocol/suite.ts";
import type { StageRow } from "../../world/stageTable.ts";
import { type PaperFigure, paperFigures } from "./paperFigures.ts";
import { TABLE_COLUMNS, type TableCell, tableCells } from "./tableCells.ts";

interface Place {
  row: number;
  column: number;
}

interface StageTableProps {
  reports: readonly StageReport[];
  rows: readonly StageRow<SuiteResult>[];
}

const HELP =
  "Point at a number, or go to it with the arrow keys, for its interval, n and the difference to the row before.";

/** Every model in the paper's order, with what each number rests on under the pointer or the focus. */
export function StageTable({ reports, rows }: StageTableProps) {
  const figures = paperFigures(reports);
  const cells = rows.map(tableCells);
  const measured = rows.flatMap(({ result }, row) => (result ? [row] : []));
  const [focus, setFocus] = useState<Place>({ row: measured[0] ?? 0, column: 0 });
  const [told, setTold] = useState<Place | null>(null);
  const id = useId();
  const table = useRef<HTMLTableElement>(null);
  const move = (event: KeyboardEvent): void => {
    const next = nextPlace(event.key, focus, measured, TABLE_COLUMNS.length);
    if (!next) return;
    event.preventDefault();
    setFocus(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.row}-${next.column}"]`)?.focus();
  };
  return (
    <>
      <div className="stage-scroll">
        <table ref={table} className="stage-table" aria-label="Results by stage" aria-describedby={id}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              {TABLE_COLUMNS.map((column) => (
                <th scope="col" key={column.id}>
                  {column.title}
                </th>
              ))}
              <th scope="col">Paper, AIME 2024</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={row.id} className={row.result ? "" : "missing"}>
                <th scope="row">{row.label}</th>
                {row.result === null ? (
                  <td colSpan={TABLE_COLUMNS.length} className="not-run">
                    not run
                  </td>
                ) : (
                  cells[r]?.map((cell, c) => (
                    <td key={TABLE_COLUMNS[c]?.id}>
                      <button
                        type="button"
                        className="stage-cell"
                        data-place={`${r}-${c}`}
                        tabIndex={focus.row === r && focus.column === c ? 0 : -1}
                        onKeyDown={move}
                        onFocus={() => {
                          setFocus({ row: r, column: c });
                          setTold({ row: r, column: c });
                        }}
                        onPointerEnter={() => setTold({ row: r, column: c })}
                        onClick={() => setTold({ row: r, column: c })}
                      >
                        <CellText cell={cell} />
                      </button>
                    </td>
                  ))
                )}
                <PaperCell figure={figures.get(row.id)} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="stage-told" id={id} aria-live="polite">
        {told ? cells[told.row]?.[told.column]?.explanation : HELP}
      </p>
    </>
  );
}

function CellText({ cell: { text, range, marked, vote } }: { cell: TableCell }) {
  return (
    <>
      <span className={marked ? "stage-value marked" : "stage-value"}>
        {text}
        {marked && <Mark />}
      </span>
      {range && <small> {range}</small>}
      {vote && (
        <small className={vote.marked ? "stage-vote marked" : "stage-vote"}>
          vote {vote.text}
          {vote.marked && <Mark />}
        </small>
      )}
    </>
  );
}

const Mark = () => (
  <>
    <span aria-hidden="true">*</span>
    <span className="visually-hidden"> differs</span>
  </>
);

function PaperCell({ figure }: { figure: PaperFigure | undefined }) {
  if (!figure) return <td className="paper-figure">–</td>;
  return (
    <td className="paper-figure">
      <span className="stage-value">{figure.pass1.toFixed(1)} %</span>
      <small>{figure.model}</small>
      {figure.cons64 !== undefined && <small className="stage-vote">vote {figure.cons64.toFixed(1)} %</small>}
    </td>
  );
}

/** @param rows those that have numbers */
function nextPlace(key: string, { row, column }: Place, rows: readonly number[], columns: number): Place | null {
  switch (key) {
    case "ArrowRight":
      return { row, column: Math.min(columns - 1, column + 1) };
    case "ArrowLeft":
      return { row, column: Math.max(0, column - 1) };
    case "ArrowDown":
      return { row: rows.find((other) => other > row) ?? row, column };
    case "ArrowUp":
      return { row: rows.findLast((other) => other < row) ?? row, column };
    case "Home":
      return { row, column: 0 };
    case "End":
      return { row, column: columns - 1 };
    default:
      return null;
  }
}
