/** The licences of a tenant, and how many seats are in use. */
import type { LicenceRecord } from '../../console-api/licences.ts';
import type { Column } from '../parts/column.ts';
import { Page } from '../parts/page.tsx';
import { SearchedList } from '../parts/searched-list.tsx';
import { OfTenant } from '../parts/tenant-choice.tsx';
import { Time } from '../parts/time.tsx';

const COLUMNS: readonly Column<LicenceRecord>[] = [
  { title: 'Name', width: '14rem', show: ({ name }) => <code>{name}</code> },
  { title: 'Owner', width: '9rem', show: ({ owner }) => owner },
  { title: 'Kind', width: '6rem', show: ({ kind }) => kind },
  { title: 'In use', width: '5rem', isNumber: true, show: ({ inUse }) => inUse },
  { title: 'Seats', width: '6rem', isNumber: true, show: ({ seats }) => seats ?? 'unlimited' },
  { title: 'Ends', width: '7rem', show: (row) => <Time at={row.ownerExpiresAt} /> },
  { title: 'Version', width: '6rem', show: ({ version }) => version },
  { title: 'Description', show: ({ description }) => description },
];

export function LicencesPage() {
  return (
    <OfTenant title="Licences">
      {(tenant) => (
        <Page title="Licences" isFull>
          <SearchedList<LicenceRecord>
            label="Licences"
            path="/licences"
            tenant={tenant}
            columns={COLUMNS}
            keyOf={({ id }) => id}
            textOf={({ owner, name, description }) => `${owner} ${name} ${description}`}
            empty="There are no licences."
          />
        </Page>
      )}
    </OfTenant>
  );
}
