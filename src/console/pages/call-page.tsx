/** Calls an operation of the contract with values that one fills in. */
import { useMemo } from 'preact/hooks';
import type { OperationForm, OperationSummary } from '../../console-api/operations.ts';
import { CallForm } from '../call/call-form.tsx';
import type { Column } from '../parts/column.ts';
import { FilterField } from '../parts/filter-field.tsx';
import { Empty, LoadedView } from '../parts/loaded-view.tsx';
import { LongTable } from '../parts/long-table.tsx';
import { Page } from '../parts/page.tsx';
import { useConsole, useFilters, useLink } from '../state/console-context.ts';
import { useLoaded } from '../state/use-loaded.ts';

const COLUMNS: readonly Column<OperationSummary>[] = [
  { title: 'Operation', show: ({ name }) => name },
];

export function CallPage() {
  const { api, route } = useConsole();
  const link = useLink();
  const [{ search = '' }] = useFilters();
  const loaded = useLoaded((signal) => api.get<OperationSummary[]>('/operations', {}, signal), []);
  const operations = useMemo(() => {
    const wanted = search.toLowerCase();
    return (loaded.value ?? []).filter(({ name }) => name.toLowerCase().includes(wanted));
  }, [loaded.value, search]);
  return (
    <Page title="Call an operation" isFull>
      <search class="filters">
        <FilterField name="search" label="Operation" isSearch width="16rem" />
      </search>
      <div class="split call">
        <LoadedView of={loaded}>
          {() => (
            <LongTable
              label="Operations"
              rows={operations}
              columns={COLUMNS}
              keyOf={({ name }) => name}
              addressOf={({ name }) => link('call', name, { search })}
              openKey={route.key}
              empty="No operation has this name."
            />
          )}
        </LoadedView>
        <div class="detail">
          {route.key === '' ? (
            <Empty>Choose an operation.</Empty>
          ) : (
            <Operation key={route.key} name={route.key} />
          )}
        </div>
      </div>
    </Page>
  );
}

function Operation({ name }: { readonly name: string }) {
  const { api } = useConsole();
  const loaded = useLoaded(
    (signal) => api.get<OperationForm>('/operations/form', { name }, signal),
    [name],
  );
  return <LoadedView of={loaded}>{(form) => <CallForm form={form} />}</LoadedView>;
}
