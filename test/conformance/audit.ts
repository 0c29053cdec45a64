/** Checks of the audit trail: appended events are found, and only retention removes them. */
import assert from 'node:assert/strict';
import { type AuditEntry, auditEventOf } from '../../src/domain/audit/audit.ts';
import type { Check } from './check.ts';

const DAY_MS = 86_400_000;
const login = { action: 'login', outcome: 'succeeded' } as const;

const eventAt = (atMs: number, entry: Partial<AuditEntry> = {}) =>
  auditEventOf({ ...login, ...entry }, atMs);

export function checkAudit(check: Check): void {
  check('appended events are listed unchanged', async ({ stores: { audit }, reopen }) => {
    const full = auditEventOf(
      {
        action: 'ticket-revoked',
        outcome: 'refused',
        tenant: 'Cust26759',
        user: 'Æsa',
        application: 'Fjord',
        address: '192.0.2.1',
        userAgent: 'a/1 "\u2028',
        requestId: 'r-1',
        operator: 'root@crm1',
        detail: { ticketId: 'a', ticketsEnded: 3, all: true, none: null },
      },
      1_764_000_000_123,
      2 ** 31 - 1,
    );
    await audit.append([full, eventAt(1)]);
    const [least, stored] = await (await reopen()).audit.listLatest({}, 10);
    assert.deepEqual(stored, { id: stored?.id, ...full });
    assert.deepEqual(least, { id: least?.id, ...eventAt(1) });
    assert.ok(least && stored && least.id > stored.id);
  });

  check('events can be filtered by tenant, user and outcome', async ({ stores: { audit } }) => {
    await audit.append([
      eventAt(1, { tenant: 'Cust1', user: 'Åse' }),
      eventAt(2, { tenant: 'Cust2', user: 'Åse', outcome: 'refused' }),
      eventAt(3, { tenant: '' }),
      eventAt(4, { tenant: null }),
    ]);
    const times = async (filter: Parameters<typeof audit.listLatest>[0]) =>
      (await audit.listLatest(filter, 10)).map(({ atMs }) => atMs);
    assert.deepEqual(await times({}), [4, 3, 2, 1]);
    assert.deepEqual(await times({ tenant: 'cust1' }), [1]);
    assert.deepEqual(await times({ tenant: '' }), [3]);
    assert.deepEqual(await times({ user: 'åSE' }), [2, 1]);
    assert.deepEqual(await times({ user: 'åse', outcome: 'refused' }), [2]);
    assert.deepEqual(await times({ user: 'as' }), []);
  });

  check('pages are ordered by time, then by id', async ({ stores: { audit } }) => {
    await audit.append(
      [5, 3, 3, 9, 3, 4].map((atMs, number) => eventAt(atMs, { detail: { number } })),
    );
    const range = { sinceMs: 3, untilMs: 9 };
    const numbers: unknown[] = [];
    let after = null;
    for (;;) {
      const page = await audit.listRange({}, { ...range, after }, 2);
      numbers.push(...page.map(({ detail }) => detail['number']));
      after = page.at(-1) ?? null;
      if (after === null) break;
    }
    assert.deepEqual(numbers, [1, 2, 4, 5, 0]);
    const [first] = (await audit.listLatest({}, 10)).toReversed();
    const later = await audit.listAfter({}, first?.id ?? 0, 3);
    assert.deepEqual(
      later.map(({ detail }) => detail['number']),
      [1, 2, 3],
    );
  });

  check('a batch of several statements is appended', async ({ stores: { audit } }) => {
    const many = Array.from({ length: 1203 }, (_, number) => eventAt(number));
    await audit.append(many);
    const listed = await audit.listRange({}, { sinceMs: 0, untilMs: 9999, after: null }, 9999);
    assert.equal(listed.length, many.length);
    await audit.append([]);
  });

  check('a smaller batch repeats nothing of the batch before', async ({ stores: { audit } }) => {
    const batches = [0, 2].map((atMs) => [
      eventAt(atMs, { tenant: null, user: `a${atMs}`, detail: { atMs } }),
      eventAt(atMs + 1, { tenant: `b${atMs}`, requestId: null }),
    ]);
    for (const batch of batches) await audit.append(batch);
    const listed = await audit.listAfter({}, 0, 10);
    assert.deepEqual(
      listed.map(({ id, ...event }) => event),
      batches.flat(),
    );
  });

  check('retention keeps newer events', async ({ stores: { audit, expired } }) => {
    const now = 10 * DAY_MS;
    await audit.append([eventAt(1), eventAt(2), eventAt(3), eventAt(5 * DAY_MS), eventAt(now)]);
    assert.equal(await expired.removeAuditEvents(3, 2), 2);
    assert.equal(await expired.removeAuditEvents(3, 2), 1);
    assert.equal(await expired.removeAuditEvents(3, 2), 0);
    assert.equal((await audit.listLatest({}, 10)).length, 2);
  });

  check('the last day is kept, however old it is', async ({ stores: { audit, expired } }) => {
    assert.equal(await expired.removeAuditEvents(DAY_MS, 10), 0);
    await audit.append([eventAt(0), eventAt(1), eventAt(DAY_MS)]);
    assert.equal(await expired.removeAuditEvents(9 * DAY_MS, 10), 1);
    assert.equal((await audit.listLatest({}, 10)).length, 2);
  });
}
