/** Checks that failed logins of one tenant are neither visible to nor counted for another. */
import assert from 'node:assert/strict';
import type { FailedLoginStore } from '../../src/domain/login/failed-login.ts';
import { NOW_MS } from './samples.ts';
import { both, failureRule, type Isolation } from './twins.ts';

export const failedLogins: Isolation<FailedLoginStore> = {
  find: async ({ ours: { stores } }) => {
    const networks = [both.failure.network, '192.0.2.2'];
    const found = await stores.failedLogins.find([both.failure.nameHash], networks);
    assert.deepEqual(found, [
      { ...both.failure, forgottenAtMs: NOW_MS + 1000, lockedUntilMs: null },
    ]);
  },
  listOfName: async ({ ours: { stores } }) => {
    const listed = await stores.failedLogins.listOfName(both.failure.nameHash);
    assert.deepEqual(
      listed.map(({ network }) => network),
      [both.failure.network],
    );
  },
  count: async ({ ours: { stores } }) => {
    const failure = { ...both.failure, ...failureRule };
    const [counted] = await stores.failedLogins.count([failure], NOW_MS);
    assert.equal(counted?.forgottenAtMs, NOW_MS + 2000);
  },
  remember: async ({ ours: { stores } }) => {
    await stores.failedLogins.remember(both.failure, NOW_MS + 9);
    const [remembered] = await stores.failedLogins.listOfName(both.failure.nameHash);
    assert.equal(remembered?.forgottenAtMs, NOW_MS + 9);
  },
  remove: async ({ ours: { stores } }) => {
    await stores.failedLogins.remove(both.failure);
    assert.deepEqual(await stores.failedLogins.listOfName(both.failure.nameHash), []);
  },
  removeOfName: async ({ ours: { stores } }) => {
    assert.equal(await stores.failedLogins.removeOfName(both.failure.nameHash), 1);
  },
};
