/** Checks that a tenant's stores of password policies and links do not reach other tenants. */
import assert from 'node:assert/strict';
import type { PasswordPolicyStore } from '../../src/domain/passwords/password-policy.ts';
import type { PasswordResetStore } from '../../src/domain/passwords/password-reset.ts';
import { assertFails } from './check.ts';
import { samplePolicy, sampleReset } from './samples.ts';
import { both, type Isolation, THEIRS_ONLY } from './twins.ts';

const absent = (work: Promise<unknown>) =>
  assertFails(work, 'not-found', new RegExp(`${THEIRS_ONLY}`));

export const passwordPolicies: Isolation<PasswordPolicyStore> = {
  find: async ({ ours: { stores } }) => {
    assert.equal((await stores.passwordPolicies.find())?.message, 'ours');
  },
  set: async ({ ours: { stores } }) => {
    await stores.passwordPolicies.set(samplePolicy({ message: 'changed' }));
    assert.equal((await stores.passwordPolicies.find())?.message, 'changed');
    await stores.passwordPolicies.set(null);
    assert.equal(await stores.passwordPolicies.find(), null);
  },
};

export const passwordResets: Isolation<PasswordResetStore> = {
  set: async ({ ours: { stores } }) => {
    const changed = { ...sampleReset(both.anna), tokenHash: 'changed' };
    await stores.passwordResets.set(changed);
    assert.deepEqual(await stores.passwordResets.find('changed'), changed);
    await absent(stores.passwordResets.set(sampleReset(THEIRS_ONLY)));
  },
  find: async ({ ours: { stores }, theirs }) => {
    const found = await stores.passwordResets.find('token');
    assert.deepEqual(found, sampleReset(both.anna, { email: 'ours@example.com' }));
    assert.equal(await stores.passwordResets.find('theirs only'), null);
    assert.ok(await theirs.stores.passwordResets.find('theirs only'));
  },
  remove: async ({ ours: { stores } }) => {
    assert.equal(await stores.passwordResets.remove(THEIRS_ONLY), false);
    assert.equal(await stores.passwordResets.remove(both.anna), true);
  },
};
