/** The rules against guessing, on one database with two nodes and an injected clock. */
import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError } from '../src/domain/errors.ts';
import { ClientGuard } from '../src/domain/login/client-guard.ts';
import { type Claim, type Lock, LoginGuard } from '../src/domain/login/login-guard.ts';
import { openTemporarySqlite } from './conformance/temporary-sqlite.ts';

const MINUTE_MS = 60_000;
const A = '192.0.2.1';
const B = '198.51.100.7';

interface Nodes {
  /** Makes an attempt, with a wrong secret by default, at the two nodes in turn. */
  attempt(claim: Partial<Claim>, secret?: 'right' | 'wrong'): Promise<'in' | 'out' | 'unchecked'>;
  /** Makes this many failed attempts. */
  fail(times: number, claim?: Partial<Claim>): Promise<void>;
  readonly guards: readonly [LoginGuard, LoginGuard];
  /** The delays of the attempts. */
  readonly pausesMs: number[];
  readonly locks: Lock[];
  /** Holds all delayed attempts until the returned function is called. */
  holdPauses(): () => void;
  wait(ms: number): void;
}

async function startNodes(context: TestContext): Promise<Nodes> {
  const opened = await openTemporarySqlite();
  context.after(() => opened.dispose());
  const directory = { companyName: '', roles: [], groups: [] };
  const { id } = await opened.stores.tenants.add({ contextIdentifier: '', ...directory }, 0);
  let nowMs = Date.UTC(2031, 0, 1);
  const pausesMs: number[] = [];
  const locks: Lock[] = [];
  let held: Promise<void> | null = null;
  const nameKey = createSecretKey(randomBytes(32));
  const open = async (stores: typeof opened.stores) =>
    new LoginGuard({
      failedLogins: stores.ofTenant(id).failedLogins,
      nameKey,
      clock: { now: () => nowMs },
      pause: async (ms) => {
        pausesMs.push(ms);
        await held;
      },
      onLock: async (lock) => {
        locks.push(lock);
      },
    });
  const guards = [await open(opened.stores), await open(await opened.openAnother())] as const;
  let turn = 0;
  const attempt: Nodes['attempt'] = async (claim, secret = 'wrong') => {
    turn += 1;
    const full = { kind: 'user', name: 'anna', address: A, ...claim } as const;
    let checked = false;
    const result = await (guards[turn % 2] ?? guards[0]).attempt(full, async () => {
      checked = true;
      return secret === 'right' ? secret : null;
    });
    if (result === 'right') return 'in';
    return checked ? 'out' : 'unchecked';
  };
  return {
    attempt,
    fail: async (times, claim = {}) => {
      for (let time = 0; time < times; time += 1) {
        assert.equal(await attempt(claim), 'out', `attempt ${time + 1}`);
      }
    },
    guards,
    pausesMs,
    locks,
    holdPauses: () => {
      const pause = Promise.withResolvers<void>();
      held = pause.promise;
      return pause.resolve;
    },
    wait: (ms) => {
      nowMs += ms;
    },
  };
}

const claimOfAnna = { kind: 'user', name: 'anna', address: A } as const;
const isBusy = (error: unknown) => error instanceof DomainError && error.code === 'busy';
const addressOf = (index: number) => `203.0.${index >> 8}.${index & 255}`;

describe('A name from a network', () => {
  it('is delayed longer and longer after three failures', async (context) => {
    const { fail, pausesMs } = await startNodes(context);
    await fail(10);
    assert.deepEqual(pausesMs, [1000, 2000, 4000, 8000, 8000, 8000, 8000]);
  });

  it('is locked on all nodes by ten failures, and unlocked after 15 minutes', async (context) => {
    const { attempt, fail, locks, wait } = await startNodes(context);
    await fail(10);
    assert.deepEqual(
      locks.map(({ scope, claim }) => [scope, claim.address]),
      [['name-from-network', A]],
    );
    for (const secret of ['right', 'wrong', 'right', 'wrong'] as const) {
      assert.equal(await attempt({}, secret), 'unchecked');
    }
    wait(15 * MINUTE_MS - 1);
    assert.equal(await attempt({}, 'right'), 'unchecked');
    wait(1);
    assert.equal(await attempt({}, 'right'), 'in');
  });

  it('is not locked for longer by attempts during a lock', async (context) => {
    const { attempt, fail, wait } = await startNodes(context);
    await fail(10);
    for (let minute = 0; minute < 15; minute += 1) {
      assert.equal(await attempt({}), 'unchecked');
      wait(MINUTE_MS);
    }
    assert.equal(await attempt({}, 'right'), 'in');
  });

  it('starts again at zero after a right secret', async (context) => {
    const { attempt, fail, pausesMs } = await startNodes(context);
    for (let round = 0; round < 5; round += 1) {
      await fail(3);
      assert.equal(await attempt({}, 'right'), 'in');
    }
    assert.deepEqual(pausesMs, [1000, 1000, 1000, 1000, 1000]);
  });

  it('loses one counted failure every six minutes', async (context) => {
    const { fail, pausesMs, locks, wait } = await startNodes(context);
    await fail(3);
    wait(6 * MINUTE_MS);
    await fail(1);
    assert.deepEqual(pausesMs, []);
    for (let time = 0; time < 20; time += 1) {
      await fail(1);
      wait(6 * MINUTE_MS);
    }
    assert.deepEqual(locks, []);
  });

  it('does not lock other names there, or the same name elsewhere', async (context) => {
    const { attempt, fail } = await startNodes(context);
    await fail(10);
    assert.equal(await attempt({ name: 'bo' }, 'right'), 'in');
    assert.equal(await attempt({ address: B }, 'right'), 'in');
    assert.equal(await attempt({}, 'right'), 'unchecked');
  });

  it('is case-insensitive, and the network is the whole /64', async (context) => {
    const { attempt, fail } = await startNodes(context);
    await fail(5, { name: 'anna', address: '2001:db8::1' });
    await fail(5, { name: 'ANNA', address: '2001:db8::2:3' });
    assert.equal(await attempt({ name: 'Anna', address: '2001:db8::4' }, 'right'), 'unchecked');
    assert.equal(await attempt({ address: '2001:db8:0:1::4' }, 'right'), 'in');
  });

  it('accepts concurrent right secrets one after another', async (context) => {
    const { attempt, fail, pausesMs, holdPauses } = await startNodes(context);
    await fail(3);
    const release = holdPauses();
    // Two on each node.
    const attempts = Array.from({ length: 4 }, () => attempt({}, 'right'));
    while (pausesMs.length < 2) await nextTurn();
    release();
    assert.deepEqual(await Promise.all(attempts), ['in', 'in', 'in', 'in']);
    assert.deepEqual(pausesMs, [1000, 1000], 'who comes behind a right one need not wait');
  });

  it('delays each concurrent wrong secret as long as a single one', async (context) => {
    const { guards, fail, pausesMs } = await startNodes(context);
    await fail(3);
    const wrong = () => guards[0].attempt(claimOfAnna, async () => null);
    assert.deepEqual(await Promise.all([wrong(), wrong(), wrong(), wrong(), wrong()]), [
      ...Array(5).fill(null),
    ]);
    assert.deepEqual(pausesMs, [1000, 2000, 4000, 8000, 8000]);
  });

  it('is busy if five attempts wait, and then counts no failure', async (context) => {
    const { guards, attempt, fail, pausesMs, holdPauses } = await startNodes(context);
    await fail(3);
    const release = holdPauses();
    let checks = 0;
    const attempts = Array.from({ length: 20 }, (_, index) =>
      guards[0].attempt(claimOfAnna, async () => {
        checks += 1;
        return index % 2 === 0 ? 'right' : null;
      }),
    );
    const outcomes = Promise.allSettled(attempts);
    for (const busy of attempts.slice(5)) await assert.rejects(busy, isBusy);
    assert.deepEqual([checks, pausesMs], [0, [1000]]);
    assert.equal(await attempt({ address: B }, 'right'), 'in', 'from elsewhere');
    assert.equal(await attempt({ name: 'bo' }, 'right'), 'in', 'another name');
    release();
    assert.equal((await outcomes).filter(({ status }) => status === 'fulfilled').length, 5);
    assert.equal(checks, 5);
  });

  it('gets at most two more attempts if many are concurrent', async (context) => {
    const { guards, locks } = await startNodes(context);
    let checks = 0;
    const attempts = Array.from({ length: 60 }, (_, index) =>
      (guards[index % 2] ?? guards[0]).attempt(
        { kind: 'user', name: 'anna', address: A },
        async () => {
          checks += 1;
          return null;
        },
      ),
    );
    await Promise.all(attempts);
    assert.ok(checks >= 10 && checks <= 12, `${checks}`);
    assert.ok(locks.length >= 1);
  });
});

describe('A name', () => {
  it('is locked for five minutes by 100 failures from any networks', async (context) => {
    const { attempt, locks, wait } = await startNodes(context);
    for (let index = 0; index < 100; index += 1) await attempt({ address: addressOf(index) });
    assert.deepEqual(
      locks.map(({ scope }) => scope),
      ['name'],
    );
    assert.equal(await attempt({ address: B }, 'right'), 'unchecked');
    assert.equal(await attempt({ name: 'bo', address: B }, 'right'), 'in');
    wait(5 * MINUTE_MS);
    assert.equal(await attempt({ address: B }, 'right'), 'in');
  });

  it('can log in from elsewhere while one network keeps guessing', async (context) => {
    const { guards, attempt } = await startNodes(context);
    const gate = Promise.withResolvers<null>();
    let checks = 0;
    const crowd = Array.from({ length: 80 }, (_, index) =>
      guards[0].attempt({ ...claimOfAnna, address: `2001:db8:0:${index}::1` }, () => {
        checks += 1;
        return gate.promise;
      }),
    );
    const crowdEnds = Promise.allSettled(crowd);
    while (checks < 2) await nextTurn();
    // One on each node.
    const fromElsewhere = [1, 2].map(() => attempt({ address: B }, 'right'));
    gate.resolve(null);
    assert.deepEqual(await Promise.all(fromElsewhere), ['in', 'in']);
    const busy = (await crowdEnds).filter(({ status }) => status === 'rejected').length;
    assert.equal(busy, 80 - 2 - 64 + 1);
  });

  it('is not locked in networks where it logged in within 30 days', async (context) => {
    const { attempt, fail, wait } = await startNodes(context);
    assert.equal(await attempt({ address: B }, 'right'), 'in');
    const attack = async () => {
      for (let index = 0; index < 100; index += 1) await attempt({ address: addressOf(index) });
      assert.equal(await attempt({ address: A }, 'right'), 'unchecked');
    };
    wait(30 * 24 * 60 * MINUTE_MS - 1);
    await attack();
    assert.equal(await attempt({ address: B }, 'right'), 'in', 'and is known for 30 days more');
    wait(24 * 60 * MINUTE_MS);
    await attack();
    await fail(10, { address: B });
    assert.equal(await attempt({ address: B }, 'right'), 'unchecked', 'but by its own failures');
  });
});

describe('A network', () => {
  it('is locked by 300 failures of any names, except for names known there', async (context) => {
    const { attempt, locks, wait } = await startNodes(context);
    assert.equal(await attempt({ name: 'colleague' }, 'right'), 'in');
    for (let index = 0; index < 300; index += 1) await attempt({ name: `user ${index}` });
    assert.deepEqual(
      locks.map(({ scope }) => scope),
      ['network'],
    );
    assert.equal(await attempt({}, 'right'), 'unchecked');
    assert.equal(await attempt({ name: 'colleague' }, 'right'), 'in');
    assert.equal(await attempt({ address: B }, 'right'), 'in');
    wait(5 * MINUTE_MS);
    assert.equal(await attempt({ name: 'bo' }, 'right'), 'in');
  });

  it('is not locked by a program that keeps using an old password', async (context) => {
    const { attempt, locks, wait } = await startNodes(context);
    for (let elapsedMs = 0; elapsedMs < 8 * 60 * MINUTE_MS; elapsedMs += 20_000) {
      await attempt({ name: 'service' });
      wait(20_000);
    }
    assert.ok(locks.every(({ scope }) => scope === 'name-from-network'));
    assert.equal(await attempt({ name: 'new colleague' }, 'right'), 'in');
  });
});

describe('An administrator', () => {
  it('sees and ends the locks of all names of a user', async (context) => {
    const { attempt, fail, guards, wait } = await startNodes(context);
    const names = ['anna', 'anna@example.com'];
    await fail(10);
    wait(1000);
    await fail(10, { name: 'anna@example.com', address: B });
    const { failures, lockedUntilMs, lockedNetworks } = await guards[0].standingOf(names);
    assert.equal(failures, 20);
    assert.equal(lockedUntilMs, null);
    assert.deepEqual(
      lockedNetworks.map(({ network }) => network),
      [A, B],
    );
    await guards[1].unlock(names);
    assert.deepEqual(await guards[0].standingOf(names), {
      failures: 0,
      lockedUntilMs: null,
      lockedNetworks: [],
    });
    for (const address of [A, B]) assert.equal(await attempt({ address }, 'right'), 'in');
  });
});

describe('A client', () => {
  it('is locked by 30 failures from one network, whatever the node', async (context) => {
    const { guards } = await startNodes(context);
    const clients = guards.map((guard) => new ClientGuard(guard));
    const ask = (index: number, address: string, secret: string | null) =>
      clients[index % 2]?.attempt('client', address, async () => secret);
    for (let index = 0; index < 29; index += 1) assert.equal(await ask(index, A, null), null);
    assert.equal(await ask(0, A, 'right'), 'right');
    for (let index = 0; index < 30; index += 1) assert.equal(await ask(index, A, null), null);
    for (const node of [0, 1]) assert.equal(await ask(node, A, 'right'), null);
    assert.equal(await ask(0, B, 'right'), 'right');
  });

  it('is not refused because of concurrent attempts', async (context) => {
    const { guards, holdPauses } = await startNodes(context);
    const clients = new ClientGuard(guards[0]);
    const ask = (secret: string | null) => clients.attempt('client', A, async () => secret);
    for (let index = 0; index < 3; index += 1) assert.equal(await ask(null), null);
    const release = holdPauses();
    const asked = Array.from({ length: 9 }, () => ask('right'));
    const first = Promise.all(asked.slice(0, 5));
    for (const busy of asked.slice(5)) await assert.rejects(busy, isBusy);
    release();
    assert.deepEqual(await first, Array(5).fill('right'));
  });
});
