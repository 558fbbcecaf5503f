import { shown } from "../lib/shown.ts";

/** The arrays a case works on, checked: B rows of T columns each, laid end to end. */
export interface ObjectiveInputs {
  rows: number;
  columns: number;
  logp: Float64Array; // [B × T]
  oldLogp: Float64Array | null; // [B × T]
  refLogp: Float64Array | null; // [B × T]
  entropy: Float64Array | null; // [B × T]
  mask: Uint8Array; // [B × T]
  rewards: Float64Array; // [B]
  maxCompletionLength: number;
}

/** TRL's default. */
const MAX_COMPLETION_LENGTH = 256;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * @param needs which of the arrays that may be left out (or be null) the case's settings use
 * @throws Error naming the array and the place in it
 */
export function objectiveInputs(
  input: Record<string, unknown>,
  where: string,
  needs: { old: boolean; ref: boolean; entropy: boolean },
): ObjectiveInputs {
  const table = rowsOf(input["logp"], `${where}.logp`);
  const rows = table.length;
  const columns = rowsOf(table[0], `${where}.logp[0]`).length;
  const matrix = (name: string): Float64Array => readMatrix(input[name], `${where}.${name}`, rows, columns);
  const optional = (name: string, needed: boolean): Float64Array | null => {
    if (needed || (input[name] !== undefined && input[name] !== null)) return matrix(name);
    return null;
  };
  const mask = matrix("mask");
  mask.forEach((value, i) => {
    if (value === 0 || value === 1) return;
    throw new Error(`${where}.mask[${Math.floor(i / columns)}][${i % columns}]: expected 0 or 1, got ${value}`);
  });
  const rewards = readRow(input["rewards"], `${where}.rewards`, rows);
  return {
    rows,
    columns,
    logp: matrix("logp"),
    oldLogp: needs.old ? matrix("old_logp") : null,
    refLogp: optional("ref_logp", needs.ref),
    entropy: optional("entropy", needs.entropy),
    mask: Uint8Array.from(mask),
    rewards: Float64Array.from(rewards),
    maxCompletionLength: readLength(input["max_completion_length"], `${where}.max_completion_length`),
  };
}

function rowsOf(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new Error(`${where}: expected a list that is not empty, got ${shown(value)}`);
  return value;
}

function readMatrix(value: unknown, where: string, rows: number, columns: number): Float64Array {
  const table = rowsOf(value, where);
  if (table.length !== rows) throw new Error(`${where}: expected ${rows} rows as in logp, got ${table.length}`);
  return Float64Array.from(table.flatMap((row, b) => readRow(row, `${where}[${b}]`, columns)));
}

function readRow(value: unknown, where: string, length: number): number[] {
  const row = rowsOf(value, where);
  if (row.length !== length) throw new Error(`${where}: expected ${length} values, got ${row.length}`);
  return row.map((entry: unknown, i) => {
    if (typeof entry === "number" && Number.isFinite(entry)) return entry;
    throw new Error(`${where}[${i}]: expected a finite number, got ${shown(entry)}`);
  });
}

function readLength(value: unknown, where: string): number {
  if (value === undefined || value === null) return MAX_COMPLETION_LENGTH;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`${where}: expected a whole number of 1 or more, got ${shown(value)}`);
}
