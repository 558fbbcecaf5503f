/** Rows of cells, the first row being the head, as aligned columns; ends with a newline. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((found, row) => {
    row.forEach((cell, i) => (found[i] = Math.max(found[i] ?? 0, cell.length)));
    return found;
  }, []);
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
