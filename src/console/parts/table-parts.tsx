/** What short and long tables have in common. */
import type { Column } from './column.ts';

export function Head<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <thead>
      <tr>
        {columns.map(({ title, width, isNumber }) => (
          <th
            key={title}
            scope="col"
            class={isNumber ? 'number' : undefined}
            style={width === undefined ? undefined : { width }}
          >
            {title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface CellsProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly address: string | undefined;
}

export function Cells<Row>({ row, columns, address }: CellsProps<Row>) {
  return columns.map(({ title, isNumber, show }, index) => (
    <td key={title} class={isNumber ? 'number' : undefined}>
      {index === 0 && address !== undefined ? (
        <a class="row-link" href={address}>
          {show(row)}
        </a>
      ) : (
        show(row)
      )}
    </td>
  ));
}
