/** A long table with a button that loads more rows. */

import type { Paged } from '../state/use-pages.ts';
import type { TableProps } from './column.ts';
import { LoadedView, Problem } from './loaded-view.tsx';
import { LongTable } from './long-table.tsx';

interface PagedTableProps<Row> extends Omit<TableProps<Row>, 'rows'> {
  readonly paged: Paged<Row>;
}

export function PagedTable<Row>({ paged, ...table }: PagedTableProps<Row>) {
  const { rows, hasMore, loadMore, loaded } = paged;
  if (rows.length === 0 && loaded.value === null) {
    return <LoadedView of={loaded}>{() => null}</LoadedView>;
  }
  return (
    <>
      <LongTable rows={rows} {...table} />
      <footer class="page-foot">
        {loaded.problem !== null && <Problem text={loaded.problem} retry={loaded.reload} />}
        <span class="quiet" role="status">
          {loaded.isLoading ? 'Loading…' : `${rows.length} shown`}
        </span>
        {hasMore && (
          <button type="button" onClick={loadMore}>
            Load more
          </button>
        )}
      </footer>
    </>
  );
}
