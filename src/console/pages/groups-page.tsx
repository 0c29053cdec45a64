/** The user groups of a tenant. */
import type { GroupRecord } from '../../console-api/groups.ts';
import type { Column } from '../parts/column.ts';
import { Page } from '../parts/page.tsx';
import { SearchedList } from '../parts/searched-list.tsx';
import { OfTenant } from '../parts/tenant-choice.tsx';

const COLUMNS: readonly Column<GroupRecord>[] = [
  { title: 'Name', width: '16rem', show: ({ name }) => name },
  { title: 'Id', width: '5rem', isNumber: true, show: ({ id }) => <code>{id}</code> },
  { title: 'Members', width: '6rem', isNumber: true, show: ({ members }) => members },
  { title: 'State', width: '6rem', show: ({ isDeleted }) => (isDeleted ? 'deleted' : '') },
  { title: 'Tooltip', show: ({ tooltip }) => tooltip },
];

export function GroupsPage() {
  return (
    <OfTenant title="Groups">
      {(tenant) => (
        <Page title="Groups" isFull>
          <SearchedList<GroupRecord>
            label="Groups"
            path="/groups"
            tenant={tenant}
            columns={COLUMNS}
            keyOf={({ id }) => id}
            textOf={({ name, tooltip }) => `${name} ${tooltip}`}
            empty="There are no groups."
          />
        </Page>
      )}
    </OfTenant>
  );
}
