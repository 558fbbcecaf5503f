/**
 * Bounds of every row's sequence where sequences of the given lengths lie end to end.
 *
 * @returns the first row of the row's sequence and one past its last, each [sum of lengths]
 */
export function packedRows(lengths: readonly number[]): { begins: Int32Array; ends: Int32Array } {
  const rows = lengths.reduce((sum, length) => sum + length, 0);
  const begins = new Int32Array(rows);
  const ends = new Int32Array(rows);
  let at = 0;
  for (const length of lengths) {
    begins.fill(at, at, at + length);
    ends.fill(at + length, at, at + length);
    at += length;
  }
  return { begins, ends };
}
