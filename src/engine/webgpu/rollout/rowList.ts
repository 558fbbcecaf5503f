/**
 * Rows of a rollout as a list of integers on the device: a header of four, then four integers a row.
 *
 * Header: number of rows in the list; rows taken from the queue so far; tokens drawn so far; 0.
 * Row: slot of its key/value cache; row of the rollout; its last token; tokens drawn so far.
 */
export const HEADER = 4;
export const ENTRY = 4;
export const HEADER_COUNT = 0;
export const HEADER_TAKEN = 1;
export const HEADER_TOKENS = 2;

export interface RowEntry {
  slot: number;
  row: number;
  token: number;
  drawn: number;
}

export const rowListInts = (capacity: number): number => HEADER + ENTRY * capacity;

/** @param capacity entries that there is room for; those beyond the given ones are zeros */
export function rowList(entries: readonly RowEntry[], taken: number, tokens: number, capacity: number): Int32Array {
  const list = new Int32Array(rowListInts(capacity));
  list.set([entries.length, taken, tokens, 0]);
  entries.forEach(({ slot, row, token, drawn }, i) => list.set([slot, row, token, drawn], HEADER + ENTRY * i));
  return list;
}

/** Every row before its first token. */
export const untouchedRows = (rows: number): Int32Array =>
  rowList(
    Array.from({ length: rows }, (_, row) => ({ slot: 0, row, token: 0, drawn: 0 })),
    0,
    0,
    rows,
  );

/** Slots whose row has ended: all of them take one from the queue. */
export const endedRows = (slots: number, eosToken: number, tokens: number): Int32Array =>
  rowList(
    Array.from({ length: slots }, (_, slot) => ({ slot, row: 0, token: eosToken, drawn: 0 })),
    0,
    tokens,
    slots,
  );
