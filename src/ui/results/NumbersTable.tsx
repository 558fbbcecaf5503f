interface NumbersTableProps {
  /** What the numbers are of; the table's name. */
  title: string;
  columns: readonly string[];
  /** The first cell names the row. */
  rows: readonly (readonly string[])[];
}

/** The numbers of a plot to read, behind a disclosure. */
export function NumbersTable({ title, columns, rows }: NumbersTableProps) {
  return (
    <details className="numbers">
      <summary>
        The numbers<span className="visually-hidden"> of {title}</span>
      </summary>
      <div className="numbers-scroll" role="region" aria-label={`${title}, table`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, i) => (
                  <td key={columns[i + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
