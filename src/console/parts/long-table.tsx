/**
 * A table of any number of rows, of which only those in sight are drawn. It fills the page and
 * scrolls inside. The keys `j` and `k` move from row to row, and `Enter` opens one.
 */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useKeys } from '../state/use-keys.ts';
import type { TableProps } from './column.ts';
import { Empty } from './loaded-view.tsx';
import { Cells, Head } from './table-parts.tsx';
import { ROW_PX, useWindow } from './use-window.ts';

interface LongTableProps<Row> extends TableProps<Row> {
  /** The key of the row that is open beside the table. */
  readonly openKey?: string | number | null;
  /** Called when a key moves to a row, if moving opens it. */
  readonly onMove?: (row: Row) => void;
}

export function LongTable<Row>(props: LongTableProps<Row>) {
  const { label, rows, columns, keyOf, addressOf, empty, openKey = null } = props;
  const keys = useMemo(() => rows.map(keyOf), [rows]);
  const { frame, first, end, show } = useWindow(keys);
  const current = useRef<string | number | null>(openKey);
  if (openKey !== null) current.current = openKey;
  /** The row that gets the focus when it is drawn. */
  const wanted = useRef<string | number | null>(null);

  const move = (by: number) => {
    const at = current.current === null ? -1 : keys.indexOf(current.current);
    const index = Math.min(Math.max(at + by, 0), rows.length - 1);
    const row = rows[index];
    if (row === undefined) return;
    current.current = keyOf(row);
    wanted.current = current.current;
    show(index);
    props.onMove?.(row);
    focusWanted();
  };
  const focusWanted = () => {
    if (wanted.current === null) return;
    const selector = `[data-key="${CSS.escape(String(wanted.current))}"] :is(a, button)`;
    const link = frame.current?.querySelector<HTMLElement>(selector);
    if (!link) return;
    link.focus({ preventScroll: true });
    wanted.current = null;
  };
  useEffect(focusWanted);
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
  });

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it
    <section ref={frame} class="table-frame long" aria-label={label} tabIndex={0}>
      <table aria-label={label} aria-rowcount={rows.length + 1}>
        <Head columns={columns} />
        <tbody>
          <Space rows={first} columns={columns.length} />
          {rows.slice(first, end).map((row, index) => {
            const key = keyOf(row);
            return (
              <tr
                key={key}
                data-key={key}
                aria-rowindex={first + index + 2}
                class={key === openKey ? 'open' : undefined}
              >
                <Cells row={row} columns={columns} address={addressOf?.(row)} />
              </tr>
            );
          })}
          <Space rows={rows.length - end} columns={columns.length} />
        </tbody>
      </table>
      {rows.length === 0 && <Empty>{empty}</Empty>}
    </section>
  );
}

/** Takes the place of rows that are not drawn. */
function Space({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr class="space" style={{ height: `${rows * ROW_PX}px` }}>
      <td colSpan={columns} />
    </tr>
  );
}
