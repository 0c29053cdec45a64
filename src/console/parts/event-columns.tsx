/** The columns of audit events. */
import type { AuditRecord } from '../../console-api/audit.ts';
import { StateBadge } from './badge.tsx';
import type { Column } from './column.ts';
import { Time } from './time.tsx';

export const EVENT_COLUMNS: readonly Column<AuditRecord>[] = [
  { title: 'When', width: '7.5rem', show: ({ at }) => <Time at={at} /> },
  { title: 'Action', width: '13rem', show: ({ action }) => action },
  { title: 'Outcome', width: '7.2rem', show: ({ outcome }) => <StateBadge state={outcome} /> },
  { title: 'User', width: '8rem', show: ({ user }) => user ?? '' },
  { title: 'By', width: '10rem', show: ({ operator, application }) => operator ?? application },
  { title: 'Address', width: '9rem', show: ({ address }) => address && <code>{address}</code> },
  { title: 'Times', width: '5rem', isNumber: true, show: ({ count }) => count },
  {
    title: 'Detail',
    show: (event) => <span title={detailOf(event)}>{detailOf(event)}</span>,
  },
];

function detailOf({ detail }: AuditRecord): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}
