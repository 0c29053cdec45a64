/** The users of a tenant. */
import type { UserSummary, Users } from '../../console-api/users.ts';
import { StateBadge } from '../parts/badge.tsx';
import type { Column } from '../parts/column.ts';
import { FilterField } from '../parts/filter-field.tsx';
import { Page } from '../parts/page.tsx';
import { PagedTable } from '../parts/paged-table.tsx';
import { OfTenant } from '../parts/tenant-choice.tsx';
import { useConsole, useFilters, useLink } from '../state/console-context.ts';
import { usePages } from '../state/use-pages.ts';
import { UserDetails } from './user-details.tsx';

const LIMIT = 200;

const COLUMNS: readonly Column<UserSummary>[] = [
  { title: 'Name', width: '10rem', show: ({ name }) => name },
  { title: 'Id', width: '5rem', isNumber: true, show: ({ id }) => <code>{id}</code> },
  { title: 'Full name', width: '14rem', show: ({ fullName }) => fullName },
  { title: 'State', width: '7rem', show: ({ state }) => <StateBadge state={state} /> },
  { title: 'Role', width: '12rem', show: ({ role }) => role },
  { title: 'Group', width: '10rem', show: ({ group }) => group ?? '' },
  { title: 'Type', width: '9rem', show: ({ type }) => type },
  { title: 'E-mail', show: ({ email }) => email ?? '' },
];

export function UsersPage() {
  const { route } = useConsole();
  return (
    <OfTenant title="Users">
      {(tenant) =>
        route.key === '' ? (
          <UserList tenant={tenant} />
        ) : (
          <UserDetails key={route.key} id={route.key} tenant={tenant} />
        )
      }
    </OfTenant>
  );
}

function UserList({ tenant }: { readonly tenant: string | undefined }) {
  const { api } = useConsole();
  const link = useLink();
  const [{ search = '' }] = useFilters();
  const paged = usePages(
    async (after, signal) => {
      const query = { tenant, search, after, limit: LIMIT };
      const { users, next } = await api.get<Users>('/users', query, signal);
      return { rows: users, next };
    },
    [tenant, search],
  );
  return (
    <Page title="Users" isFull>
      <search class="filters">
        <FilterField name="search" label="Search" isSearch width="16rem" />
      </search>
      <PagedTable
        paged={paged}
        label="Users"
        columns={COLUMNS}
        keyOf={({ id }) => id}
        addressOf={({ id }) => link('users', id)}
        empty={search === '' ? 'There are no users.' : 'Nobody fits the search.'}
      />
    </Page>
  );
}
