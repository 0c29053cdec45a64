/** The keys that seal and sign tokens. Never their secrets. */
import type { KeyRecord } from '../../console-api/keys.ts';
import { StateBadge } from '../parts/badge.tsx';
import type { Column } from '../parts/column.ts';
import { Page } from '../parts/page.tsx';
import { SearchedList } from '../parts/searched-list.tsx';
import { Time } from '../parts/time.tsx';

const COLUMNS: readonly Column<KeyRecord>[] = [
  { title: 'Id', width: '20rem', show: ({ id }) => <code>{id}</code> },
  { title: 'Kind', width: '7rem', show: ({ kind }) => kind },
  { title: 'Algorithm', width: '8rem', show: ({ algorithm }) => algorithm ?? '' },
  { title: 'State', width: '8rem', show: ({ state }) => <StateBadge state={state} /> },
  {
    title: 'Created',
    width: '9rem',
    show: ({ createdAt }) => <Time at={createdAt} never="not known" />,
  },
  {
    title: 'Removed',
    show: ({ removedAt }) => <Time at={removedAt} never="not planned" />,
  },
];

export function KeysPage() {
  return (
    <Page title="Keys" isFull>
      <SearchedList<KeyRecord>
        label="Keys"
        path="/keys"
        tenant={undefined}
        columns={COLUMNS}
        keyOf={({ kind, id }) => `${kind} ${id}`}
        textOf={({ kind, id, state }) => `${kind} ${id} ${state}`}
        empty="There are no keys."
      />
    </Page>
  );
}
