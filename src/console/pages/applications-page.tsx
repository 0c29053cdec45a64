/** The applications that may call. */
import type { ApplicationRecord } from '../../console-api/applications.ts';
import { StateBadge } from '../parts/badge.tsx';
import type { Column } from '../parts/column.ts';
import { Page } from '../parts/page.tsx';
import { SearchedList } from '../parts/searched-list.tsx';
import { Time } from '../parts/time.tsx';
import { useConsole, useLink } from '../state/console-context.ts';
import { ApplicationDetails } from './application-details.tsx';

const COLUMNS: readonly Column<ApplicationRecord>[] = [
  { title: 'Name', width: '12rem', show: ({ name }) => name },
  { title: 'Client id', width: '18rem', show: ({ clientId }) => <code>{clientId}</code> },
  {
    title: 'State',
    width: '6.5rem',
    show: ({ disabledAt }) => <StateBadge state={disabledAt === null ? 'enabled' : 'disabled'} />,
  },
  { title: 'Created', width: '7rem', show: ({ createdAt }) => <Time at={createdAt} /> },
  {
    title: 'Latest token',
    width: '7.5rem',
    show: ({ tokensFrom }) => <Time at={tokensFrom[0] ?? null} never="none" />,
  },
  {
    title: 'Public keys',
    width: '7rem',
    isNumber: true,
    show: ({ publicKeys }) => publicKeys.length,
  },
  { title: 'Tenants', width: '10rem', show: ({ tenants }) => tenants?.join(', ') ?? 'all' },
  { title: 'Restricted agents', show: ({ agents }) => agents.join(', ') },
];

export function ApplicationsPage() {
  const { route } = useConsole();
  return route.key === '' ? (
    <ApplicationList />
  ) : (
    <ApplicationDetails key={route.key} id={route.key} />
  );
}

function ApplicationList() {
  const link = useLink();
  return (
    <Page title="Applications" isFull>
      <SearchedList<ApplicationRecord>
        label="Applications"
        path="/applications"
        tenant={undefined}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        addressOf={({ id }) => link('applications', id)}
        textOf={({ name, clientId }) => `${name} ${clientId}`}
        empty="There are no applications. Make one by “ticketoffice app add”."
      />
    </Page>
  );
}
