/** Checks of password policies. */
import assert from 'node:assert/strict';
import { assertFails, type TenantCheck } from './check.ts';
import { NO_SUCH_ID, samplePolicy } from './samples.ts';

export function checkPasswordPolicies(check: TenantCheck): void {
  check('a tenant has at most one policy, which keeps all fields', async ({ stores, reopen }) => {
    assert.equal(await stores.passwordPolicies.find(), null);
    await stores.passwordPolicies.set(samplePolicy({ digitsMin: 9 }));
    await stores.passwordPolicies.set(samplePolicy());
    const { passwordPolicies } = await reopen();
    assert.deepEqual(await passwordPolicies.find(), samplePolicy());
    await passwordPolicies.set(null);
    await passwordPolicies.set(null);
    assert.equal(await passwordPolicies.find(), null);
  });

  check('the tenant of a policy must exist', async ({ all }) => {
    const { passwordPolicies } = all.ofTenant(NO_SUCH_ID);
    const setting = passwordPolicies.set(samplePolicy());
    await assertFails(setting, 'not-found', new RegExp(`no tenant ${NO_SUCH_ID}`));
    assert.equal(await passwordPolicies.find(), null);
  });
}
