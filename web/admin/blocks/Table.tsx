// A table of things, the first column of each being a link to its form. Columns that a small frame has no place for are left out there.
import type { ReactNode } from "react";

export interface Column<Row> {
  label: string;
  cell: (row: Row) => ReactNode;
  /** Left out in a small frame. */
  wide?: boolean;
  /** The label is only said. */
  quiet?: boolean;
}

interface TableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  id_of: (row: Row) => string;
  href?: (row: Row) => string;
  open?: string | null;
}

export function Table<Row>({ label, rows, columns, id_of, href, open }: TableProps<Row>) {
  const [first, ...others] = columns;
  const of = (column: Column<Row>) => (column.wide ? "wide" : undefined);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a named part that may scroll is a region
    <div className="table-place" role="region" aria-label={label} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.label} scope="col" className={of(column)}>
                {column.quiet ? <span className="unseen">{column.label}</span> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const id = id_of(row);
            return (
              <tr key={id} className={id === open ? "open" : undefined}>
                <th scope="row">
                  {href ? (
                    <a id={`row-${id}`} href={href(row)} aria-current={id === open ? "true" : undefined}>
                      {first?.cell(row)}
                    </a>
                  ) : (
                    first?.cell(row)
                  )}
                </th>
                {others.map((column) => (
                  <td key={column.label} className={of(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
