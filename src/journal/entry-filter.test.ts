import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fits } from './entry-filter.ts';
import type { JournalEntry, JournalFilter } from './journal-entry.ts';

const entry: JournalEntry = {
  number: 7,
  requestId: 'a-1',
  atMs: 1000,
  durationMs: 1,
  protocol: 'soap',
  method: 'POST',
  path: '/Remote/Services88/User.svc',
  status: 200,
  operation: 'User/GetAccessToken',
  outcome: 'refused',
  tenant: 'Cust12345',
  user: 'anna',
  application: 'Gateway',
  address: '192.0.2.1',
  userAgent: null,
  refusal: { reason: 'ticket-expired', text: '', nearest: null },
  faultId: null,
  messages: null,
};

it('selects entries by each field, and names without regard to case', () => {
  const selecting: readonly JournalFilter[] = [
    {},
    { operation: 'User/GetAccessToken' },
    { operation: 'getaccesstoken' },
    { outcome: 'refused' },
    { reason: 'ticket-expired' },
    { user: 'ANNA' },
    { application: 'gateway' },
    { tenant: 'cust12345' },
    { protocol: 'soap' },
    { fromNumber: 7 },
    { sinceMs: 1000 },
    { user: 'anna', outcome: 'refused', operation: 'GetAccessToken' },
  ];
  for (const filter of selecting) assert.ok(fits(filter)(entry), JSON.stringify(filter));
});

it('leaves an entry out if one field differs', () => {
  const excluding: readonly JournalFilter[] = [
    { operation: 'SoPrincipal/GetAccessToken' },
    { operation: 'AccessToken' },
    { outcome: 'succeeded' },
    { reason: 'ticket-unknown' },
    { user: 'bertil' },
    { application: 'Reports' },
    { tenant: 'Cust1' },
    { protocol: 'rest' },
    { fromNumber: 8 },
    { sinceMs: 1001 },
    { user: 'anna', outcome: 'succeeded' },
  ];
  for (const filter of excluding) assert.ok(!fits(filter)(entry), JSON.stringify(filter));
  const unknown = { ...entry, operation: null, user: null };
  assert.ok(!fits({ operation: 'GetAccessToken' })(unknown));
  assert.ok(!fits({ user: 'anna' })(unknown));
});
