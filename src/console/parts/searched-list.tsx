/** A page with one list of everything, which is searched in the browser. */
import { useMemo } from 'preact/hooks';
import { useConsole, useFilters } from '../state/console-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import type { Column } from './column.ts';
import { FilterField } from './filter-field.tsx';
import { LoadedView } from './loaded-view.tsx';
import { LongTable } from './long-table.tsx';

interface ListProps<Row> {
  readonly label: string;
  readonly path: string;
  /** Undefined if the list is of no tenant. */
  readonly tenant: string | undefined;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  /** The text in which is searched. */
  readonly textOf: (row: Row) => string;
  readonly addressOf?: (row: Row) => string;
  readonly empty: string;
}

export function SearchedList<Row>(props: ListProps<Row>) {
  const { label, path, tenant, columns, keyOf, textOf, addressOf, empty } = props;
  const { api } = useConsole();
  const [{ search = '' }] = useFilters();
  const loaded = useLoaded((signal) => api.get<Row[]>(path, { tenant }, signal), [path, tenant]);
  const rows = useMemo(() => {
    const wanted = search.toLowerCase();
    return (loaded.value ?? []).filter((row) => textOf(row).toLowerCase().includes(wanted));
  }, [loaded.value, search]);
  return (
    <>
      <search class="filters">
        <FilterField name="search" label="Search" isSearch width="16rem" />
        <span class="spring" />
        {loaded.value && <p class="quiet">{`${rows.length} of ${loaded.value.length}`}</p>}
      </search>
      <LoadedView of={loaded}>
        {() => (
          <LongTable
            label={label}
            rows={rows}
            columns={columns}
            keyOf={keyOf}
            {...(addressOf && { addressOf })}
            empty={search === '' ? empty : 'Nothing fits the search.'}
          />
        )}
      </LoadedView>
    </>
  );
}
