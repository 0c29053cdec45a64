/** A table that is as high as its rows. For long ones there is `LongTable`. */
import type { TableProps } from './column.ts';
import { Empty } from './loaded-view.tsx';
import { Cells, Head } from './table-parts.tsx';

export function ShortTable<Row>(props: TableProps<Row>) {
  const { label, rows, columns, keyOf, addressOf, empty } = props;
  if (rows.length === 0) return <Empty>{empty}</Empty>;
  return (
    <section class="table-frame" aria-label={label}>
      <table aria-label={label}>
        <Head columns={columns} />
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <Cells row={row} columns={columns} address={addressOf?.(row)} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
