import assert from 'node:assert/strict';
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
    const count = (from: typeof caller) =>
      audit.count(from, issued, 'ticket 1', () => ({ user: 'a' }));
    for (let n = 0; n < 3; n += 1) count(caller);
    count({ ...caller, address: '192.0.2.2' });
    assert.deepEqual(batches, []);
    await trail.flush();
    assert.deepEqual(
      batches.flat().map(({ tenant, address, count }) => [tenant, address, count]),
      [
        ['Cust1', '192.0.2.1', 3],
        ['Cust1', '192.0.2.2', 1],
      ],
    );
    await trail.flush();
    assert.equal(batches.length, 1, 'nothing is written twice');
  });

  it('counts events together beyond the limit on distinct ones', async () => {
    const { trail, batches } = memory();
    let made = 0;
    for (let n = 0; n < 20_500; n += 1) {
      trail.count(login, `${n}`, () => {
        made += 1;
        return { ...login, user: `${n}` };
      });
    }
    assert.equal(made, 20_001, 'further events are only counted');
    await trail.flush();
    const events = batches.flat();
    assert.equal(events.length, 20_001);
    const others = events.find(({ detail }) => detail['others'] === true);
    assert.deepEqual([others?.user, others?.count], [null, 500]);
  });

  it('keeps counting after a write failed', async () => {
    const { trail, batches, fail } = memory();
    trail.count(login, 'a', () => login);
    fail(new Error('disk full'));
    await assert.rejects(trail.flush(), /disk full/);
    trail.count(login, 'a', () => login);
    fail(null);
    await trail.flush();
    assert.equal(batches.flat()[0]?.count, 2);
  });
});
