import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { type AuditEntry, type AuditEvent, type AuditStore, auditEventOf } from './audit.ts';
import { AuditTrail, TenantAudit } from './audit-trail.ts';

const login = { action: 'login', outcome: 'succeeded' } as const;
const refusal = { action: 'login', outcome: 'refused' } as const;
const caller = { address: '192.0.2.1', userAgent: 'test', requestId: 'r1' };

/** A store that writes a batch only when the test releases it. */
function memory() {
  const batches: (readonly AuditEvent[])[] = [];
  let gate = Promise.resolve();
  let failure: Error | null = null;
  const none = async () => [];
  const store: AuditStore = {
    append: async (events) => {
      await gate;
      if (failure) throw failure;
      batches.push(events);
    },
    listLatest: none,
    listAfter: none,
    listRange: none,
  };
  return {
    trail: new AuditTrail({ store, clock: { now: () => 7 } }),
    batches,
    close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    fail(error: Error | null) {
      failure = error;
    },
  };
}

/** Returns how many entries were made for it. */
function countLogin(trail: AuditTrail, ticketId: string): number {
  let made = 0;
  const entryOf = () => {
    made += 1;
    return login;
  };
  trail.count(login, ticketId, { user: 'a', userAgent: null, key: 'key', entryOf });
  return made;
}

const users = (events: readonly AuditEvent[] = []) => events.map(({ user }) => user);

describe('recording', () => {
  it('writes events of the same moment in one batch', async () => {
    const { trail, batches } = memory();
    await Promise.all(['a', 'b', 'c'].map((user) => trail.record({ ...login, user })));
    assert.deepEqual(batches.map(users), [['a', 'b', 'c']]);
    assert.equal(trail.recorded, 3);
  });

  it('resolves when the event is written, and queues later events meanwhile', async () => {
    const { trail, batches, close } = memory();
    const open = close();
    let written = false;
    const first = trail.record({ ...login, user: 'a' }).then(() => {
      written = true;
    });
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const others = ['b', 'c'].map((user) => trail.record({ ...login, user }));
    await new Promise(setImmediate);
    assert.equal(written, false);
    open();
    await Promise.all([first, ...others]);
    assert.deepEqual(batches.map(users), [['a'], ['b', 'c']]);
  });

  it('rejects only for the events that could not be written', async () => {
    const { trail, batches, fail } = memory();
    fail(new Error('disk full'));
    await assert.rejects(trail.record(login), /disk full/);
    fail(null);
    await trail.record({ ...login, user: 'b' });
    assert.deepEqual(batches.map(users), [['b']]);
  });

  it('refuses more than it can keep in memory', async () => {
    const { trail, close } = memory();
    const open = close();
    const all = Array.from({ length: 10_000 }, () => trail.record(login));
    await assert.rejects(trail.record(login), { code: 'busy' });
    open();
    await Promise.all(all);
  });

  it('cuts texts that are longer than their limit', () => {
    const long = 'x'.repeat(5000);
    const fields = { tenant: long, user: long, application: long, address: long };
    const more = { userAgent: long, requestId: long, operator: long };
    const detail = Object.fromEntries(Array.from({ length: 99 }, (_, n) => [`d${n}`, long]));
    const event = auditEventOf({ ...login, ...fields, ...more, detail }, 0);
    assert.ok(JSON.stringify(event).length < 2500);
  });
});

describe('refusals', () => {
  const write = async (trail: AuditTrail, times: number, entry: Partial<AuditEntry> = {}) => {
    for (let n = 0; n < times; n += 1) await trail.recordRefusal({ ...refusal, ...entry });
  };

  it('are only counted after the first ten equal ones', async () => {
    const { trail, batches } = memory();
    await write(trail, 25, { user: 'a' });
    await write(trail, 1, { user: 'b' });
    assert.equal(batches.length, 11);
    await trail.flush();
    assert.deepEqual(
      batches.at(-1)?.map(({ user, count }) => [user, count]),
      [['a', 15]],
    );
    await write(trail, 1, { user: 'a' });
    assert.equal(batches.at(-1)?.[0]?.count, 1, 'a new minute starts with single events again');
  });

  it('are only counted after 600 in total, so that no attack fills the disk', async () => {
    const { trail, batches } = memory();
    for (let n = 0; n < 700; n += 1) await write(trail, 1, { address: `192.0.2.${n}` });
    assert.equal(batches.length, 600);
    await trail.flush();
    assert.equal(batches.slice(600).flat().length, 100);
  });
});

describe('counting', () => {
  it('makes one event of equal ones, with their common fields', async () => {
    const { trail, batches } = memory();
    const audit = new TenantAudit(trail, 'Cust1');
    const issued = { action: 'access-token-issued', outcome: 'succeeded' } as const;
    const [first, second] = [randomUUID(), randomUUID()];
    const count = (from: typeof caller, ticketId: string, user: string) =>
      audit.count(from, issued, { ticketId, user, userAgent: from.userAgent }, 'app 1', () => ({
        application: 'App',
        detail: { by: 'ticket' },
      }));
    for (let n = 0; n < 3; n += 1) count(caller, first, 'a');
    count({ ...caller, userAgent: 'other' }, first, 'a');
    count({ ...caller, address: '192.0.2.2' }, first, 'a');
    count(caller, second, 'b');
    assert.deepEqual(batches, []);
    await trail.flush();
    const common = { ...issued, tenant: 'Cust1', application: 'App', userAgent: 'test', atMs: 7 };
    const without = { requestId: null, operator: null };
    const event = (address: string, user: string, ticketId: string, times: number) => {
      const detail = { by: 'ticket', ticketId };
      return { ...common, ...without, address, user, detail, count: times };
    };
    assert.deepEqual(batches.flat(), [
      event('192.0.2.1', 'a', first, 4),
      event('192.0.2.2', 'a', first, 1),
      event('192.0.2.1', 'b', second, 1),
    ]);
    await trail.flush();
    assert.equal(batches.length, 1, 'nothing is written twice');
  });

  it('counts events together beyond the limit on distinct ones', async () => {
    const { trail, batches } = memory();
    const ids = Array.from({ length: 20_500 }, () => randomUUID());
    for (const id of [...ids, ...ids, 'no UUID']) countLogin(trail, id);
    await trail.flush();
    const events = batches.flat();
    assert.equal(events.length, 20_001);
    const others = events.find(({ detail }) => detail['others'] === true);
    assert.deepEqual([others?.user, others?.count], [null, 1001]);
    const counted = events.filter((event) => event !== others);
    assert.deepEqual(
      counted.map(({ detail, count }) => [detail['ticketId'], count]),
      ids.slice(0, 20_000).map((id) => [id, 2]),
    );
  });

  it('keeps counting after a write failed', async () => {
    const { trail, batches, fail } = memory();
    const ids = Array.from({ length: 20_000 }, () => randomUUID());
    for (const id of ids) countLogin(trail, id);
    fail(new Error('disk full'));
    await assert.rejects(trail.flush(), /disk full/);
    for (const id of [...ids.slice(0, 10), randomUUID()]) countLogin(trail, id);
    await assert.rejects(trail.flush(), /disk full/);
    fail(null);
    await trail.flush();
    const counts = new Map(batches.flat().map(({ detail, count }) => [detail['ticketId'], count]));
    assert.equal(counts.size, 20_001, 'one is counted with others');
    assert.deepEqual([counts.get(ids[0]), counts.get(ids[10])], [2, 1]);
    const total = batches.flat().reduce((sum, { count }) => sum + count, 0);
    assert.equal(total, 20_011);
  });

  it('makes the fields that events share once', () => {
    const { trail } = memory();
    const ids = [randomUUID(), randomUUID()];
    const made = ids.reduce((sum, id) => sum + countLogin(trail, id), 0);
    assert.equal(made, 1);
  });
});
