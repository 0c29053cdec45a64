/** Checks of counting and clearing failed logins. */
import assert from 'node:assert/strict';
import type { FailedLoginStore } from '../../src/domain/login/failed-login.ts';
import type { TenantCheck } from './check.ts';
import { NOW_MS } from './samples.ts';

const rule = { failuresMax: 3, forgetMs: 1000, lockMs: 1500 } as const;
const key = { nameHash: 'n', network: '192.0.2.1' } as const;
const failure = { ...key, ...rule } as const;

async function countAt(store: FailedLoginStore, atMs: number) {
  const [counted] = await store.count([failure], NOW_MS + atMs);
  assert.ok(counted);
  const { forgottenAtMs, lockedUntilMs } = counted;
  const until = lockedUntilMs === null ? null : lockedUntilMs - NOW_MS;
  return [forgottenAtMs - NOW_MS, until];
}

export function checkFailedLogins(check: TenantCheck): void {
  check('too many failures start a lock', async ({ stores: { failedLogins } }) => {
    assert.deepEqual(await failedLogins.find(['n'], [key.network]), []);
    assert.deepEqual(await countAt(failedLogins, 0), [1000, null]);
    assert.deepEqual(await countAt(failedLogins, 0), [2000, null]);
    assert.deepEqual(await countAt(failedLogins, 0), [3000, 1500]);
    assert.deepEqual(await countAt(failedLogins, 1500), [4000, 3000]);
  });

  check('a low rate of failures never starts a lock', async ({ stores }) => {
    const { failedLogins } = stores;
    assert.deepEqual(await countAt(failedLogins, 0), [1000, null]);
    assert.deepEqual(await countAt(failedLogins, 999), [2000, null]);
    for (let atMs = 2000; atMs < 20_000; atMs += 1000) {
      assert.deepEqual(await countAt(failedLogins, atMs), [atMs + 1000, null]);
    }
    assert.deepEqual(await countAt(failedLogins, 19_000), [21_000, null]);
    assert.deepEqual(await countAt(failedLogins, 19_999), [22_000, 21_499]);
  });

  check('each key is counted separately, by its own rule', async ({ stores, reopen }) => {
    const one = { ...failure, failuresMax: 2 };
    const failures = [
      { ...one, network: '' },
      { ...failure, nameHash: '' },
      { ...one, nameHash: 'N' },
    ];
    await stores.failedLogins.count(failures, NOW_MS);
    const counted = await stores.failedLogins.count(failures, NOW_MS);
    const reopened = (await reopen()).failedLogins;
    const found = await reopened.find(['n', 'N', '', 'm'], ['', key.network]);
    const lockedUntilMs = NOW_MS + 1500;
    const forgottenAtMs = NOW_MS + 2000;
    const expected = [
      { nameHash: '', network: key.network, forgottenAtMs, lockedUntilMs: null },
      { nameHash: 'N', network: key.network, forgottenAtMs, lockedUntilMs },
      { nameHash: 'n', network: '', forgottenAtMs, lockedUntilMs },
    ];
    const byName = (list: typeof found) =>
      list.toSorted((a, b) => Number(a.nameHash > b.nameHash) * 2 - 1);
    assert.deepEqual(byName(found), expected);
    assert.deepEqual(byName(counted), expected);
    assert.deepEqual(await reopened.find(['n'], [key.network]), []);
  });

  check('a name can be cleared for all networks or for one', async ({ stores }) => {
    const { failedLogins } = stores;
    const networks = ['b', '', 'c', 'a'];
    const all = networks.map((network) => ({ ...failure, network }));
    await failedLogins.count([...all, { ...failure, nameHash: 'm' }], NOW_MS);
    await failedLogins.remove({ ...key, network: 'b' });
    await failedLogins.remove({ ...key, network: 'b' });
    const listed = await failedLogins.listOfName('n');
    assert.deepEqual(
      listed.map(({ network }) => network),
      ['', 'a', 'c'],
    );
    assert.equal(await failedLogins.removeOfName('n'), 3);
    assert.equal(await failedLogins.removeOfName('n'), 0);
    assert.equal((await failedLogins.listOfName('m')).length, 1);
  });

  check('a failure is remembered for the given time', async ({ stores }) => {
    const { failedLogins } = stores;
    await failedLogins.remember(key, NOW_MS + 2);
    await failedLogins.remember(key, NOW_MS + 1);
    const [remembered] = await failedLogins.find(['n'], [key.network]);
    assert.deepEqual(remembered, { ...key, forgottenAtMs: NOW_MS + 1, lockedUntilMs: null });
  });

  check('failures at the console are no failures at a tenant', async ({ stores, all }) => {
    const { operatorFailedLogins } = all;
    await operatorFailedLogins.count([failure], NOW_MS);
    assert.equal((await operatorFailedLogins.listOfName('n')).length, 1);
    assert.deepEqual(await stores.failedLogins.listOfName('n'), []);
    await stores.failedLogins.count([failure], NOW_MS);
    assert.equal(await operatorFailedLogins.removeOfName('n'), 1);
    assert.equal((await stores.failedLogins.listOfName('n')).length, 1);
  });

  check('expired failures are swept, the oldest first', async ({ stores, all }) => {
    const { failedLogins } = stores;
    const ends = { d: NOW_MS + 1, b: NOW_MS - 2, a: NOW_MS, c: NOW_MS - 1 };
    for (const [network, untilMs] of Object.entries(ends)) {
      await failedLogins.remember({ nameHash: 'n', network }, untilMs);
    }
    assert.equal(await all.expired.removeFailedLogins(NOW_MS, 0), 0);
    assert.equal(await all.expired.removeFailedLogins(NOW_MS, 2), 2);
    assert.equal((await failedLogins.listOfName('n')).at(0)?.network, 'a');
    assert.equal(await all.expired.removeFailedLogins(NOW_MS, 2), 1);
    assert.equal(await all.expired.removeFailedLogins(NOW_MS, 2), 0);
    assert.equal((await failedLogins.listOfName('n')).at(0)?.network, 'd');
  });

  check('concurrent failures on two nodes are all counted', async ({ stores, openAnother }) => {
    const nodes = [stores.failedLogins, (await openAnother()).failedLogins];
    const elsewhere = { ...failure, network: '' };
    const counts = Array.from({ length: 40 }, (_, index) => {
      const both = index % 3 === 0 ? [failure, elsewhere] : [elsewhere, failure];
      return nodes[index % 2]?.count(both, NOW_MS);
    });
    const counted = (await Promise.all(counts)).flatMap((rows) => rows ?? []);
    for (const { forgottenAtMs } of await stores.failedLogins.listOfName('n')) {
      assert.equal(forgottenAtMs, NOW_MS + 40 * rule.forgetMs);
    }
    const locked = counted.filter(({ lockedUntilMs }) => lockedUntilMs !== null);
    assert.equal(locked.length, 2 * (40 - (rule.failuresMax - 1)));
  });
}
