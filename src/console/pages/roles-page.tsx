/** The roles of a tenant, and one role with what it allows. */
import type { RoleRecord } from '../../console-api/roles.ts';
import type { Column } from '../parts/column.ts';
import { DataRightsTable } from '../parts/data-rights-table.tsx';
import { Facts } from '../parts/facts.tsx';
import { Empty, LoadedView } from '../parts/loaded-view.tsx';
import { Page, Section } from '../parts/page.tsx';
import { SearchedList } from '../parts/searched-list.tsx';
import { OfTenant } from '../parts/tenant-choice.tsx';
import { Words } from '../parts/words.tsx';
import { useConsole, useLink } from '../state/console-context.ts';
import { useLoaded } from '../state/use-loaded.ts';

const COLUMNS: readonly Column<RoleRecord>[] = [
  { title: 'Name', width: '16rem', show: ({ name }) => name },
  { title: 'Id', width: '5rem', isNumber: true, show: ({ id }) => <code>{id}</code> },
  { title: 'Type', width: '9rem', show: ({ type }) => type },
  { title: 'Users', width: '6rem', isNumber: true, show: ({ users }) => users },
  {
    title: 'Functional rights',
    width: '9rem',
    isNumber: true,
    show: ({ functionalRights }) => functionalRights.length,
  },
  { title: 'State', width: '6rem', show: ({ isDeleted }) => (isDeleted ? 'deleted' : '') },
  { title: 'Tooltip', show: ({ tooltip }) => tooltip },
];

export function RolesPage() {
  const { route } = useConsole();
  return (
    <OfTenant title="Roles">
      {(tenant) =>
        route.key === '' ? <RoleList tenant={tenant} /> : <Role id={route.key} tenant={tenant} />
      }
    </OfTenant>
  );
}

function RoleList({ tenant }: { readonly tenant: string | undefined }) {
  const link = useLink();
  return (
    <Page title="Roles" isFull>
      <SearchedList<RoleRecord>
        label="Roles"
        path="/roles"
        tenant={tenant}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        textOf={({ name, type, tooltip }) => `${name} ${type} ${tooltip}`}
        addressOf={({ id }) => link('roles', id)}
        empty="There are no roles."
      />
    </Page>
  );
}

interface RoleProps {
  readonly id: string;
  readonly tenant: string | undefined;
}

function Role({ id, tenant }: RoleProps) {
  const { api } = useConsole();
  const link = useLink();
  const loaded = useLoaded(
    (signal) => api.get<RoleRecord[]>('/roles', { tenant }, signal),
    [tenant],
  );
  const role = loaded.value?.find((one) => String(one.id) === id);
  return (
    <Page title={role?.name ?? 'Role'} aside={<a href={link('roles')}>All roles</a>}>
      <LoadedView of={loaded}>
        {() => (role ? <RoleView role={role} /> : <Empty>There is no role {id}.</Empty>)}
      </LoadedView>
    </Page>
  );
}

function RoleView({ role }: { readonly role: RoleRecord }) {
  const { id, type, users, tooltip, isDeleted, functionalRights, dataRights } = role;
  return (
    <>
      <Facts
        facts={[
          ['Id', <code key="id">{id}</code>],
          ['Type', type],
          ['Users', users],
          ['State', isDeleted ? 'deleted' : 'in use'],
          ['Tooltip', tooltip],
        ]}
      />
      <Section title="Functional rights">
        <Words words={functionalRights} empty="It has no functional rights." />
      </Section>
      <Section title="Data rights">
        <DataRightsTable rights={dataRights} />
      </Section>
    </>
  );
}
