/** The tenants of an Online installation. */
import type { TenantRecord } from '../../console-api/tenants.ts';
import { Badge } from '../parts/badge.tsx';
import type { Column } from '../parts/column.ts';
import { Page } from '../parts/page.tsx';
import { SearchedList } from '../parts/searched-list.tsx';
import { Time } from '../parts/time.tsx';
import { printRoute } from '../state/route.ts';

const COLUMNS: readonly Column<TenantRecord>[] = [
  {
    title: 'Identifier',
    width: '12rem',
    show: ({ contextIdentifier }) => <code>{contextIdentifier || 'on-site'}</code>,
  },
  { title: 'Company', show: ({ companyName }) => companyName },
  { title: 'Created', width: '9rem', show: ({ createdAt }) => <Time at={createdAt} /> },
  {
    title: 'State',
    width: '10rem',
    show: ({ suspendedAt }) =>
      suspendedAt === null ? (
        <Badge tone="good">active</Badge>
      ) : (
        <Badge tone="warning">suspended</Badge>
      ),
  },
];

export function TenantsPage() {
  return (
    <Page title="Tenants" isFull>
      <SearchedList<TenantRecord>
        label="Tenants"
        path="/tenants"
        tenant={undefined}
        columns={COLUMNS}
        keyOf={({ contextIdentifier }) => contextIdentifier}
        textOf={({ contextIdentifier, companyName }) => `${contextIdentifier} ${companyName}`}
        addressOf={({ contextIdentifier: tenant }) =>
          printRoute({ page: 'users', key: '', filters: { tenant } })
        }
        empty="There are no tenants."
      />
    </Page>
  );
}
