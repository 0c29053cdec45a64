/** Checks of password hashes, of disabling, and of the generations that these start. */
import assert from 'node:assert/strict';
import { assertFails, type TenantCheck } from './check.ts';
import { addSampleAssociate, addSampleProfile, NO_SUCH_ID, NOW_MS } from './samples.ts';

const HASH = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA';
const noSuchUser = new RegExp(`no user ${NO_SUCH_ID}`);

export function checkCredentials(check: TenantCheck): void {
  check('a password hash is stored with a new associate', async ({ stores, reopen }) => {
    const profile = await addSampleProfile(stores);
    const { id } = await stores.associates.add(profile, HASH, NOW_MS);
    const { id: other } = await stores.associates.add({ ...profile, name: 'b' }, null, NOW_MS);
    const { associates } = await reopen();
    assert.equal(await associates.readPasswordHash(id), HASH);
    assert.equal(await associates.readPasswordHash(other), null);
    assert.equal(await associates.readPasswordHash(NO_SUCH_ID), null);
  });

  check('an associate does not contain the password hash', async ({ stores }) => {
    const profile = await addSampleProfile(stores);
    const added = await stores.associates.add(profile, HASH, NOW_MS);
    const found = await stores.associates.find(added.id);
    assert.ok(!JSON.stringify([added, found]).includes('argon2'));
  });

  check('a new password starts a generation of one associate', async ({ stores, reopen }) => {
    const profile = await addSampleProfile(stores);
    const added = await stores.associates.add(profile, HASH, NOW_MS);
    const other = await stores.associates.add({ ...profile, name: 'b' }, HASH, NOW_MS);
    await stores.associates.setPasswordHash(added.id, 'second');
    await stores.associates.setPasswordHash(added.id, 'third');
    const { associates } = await reopen();
    assert.deepEqual(await associates.find(added.id), { ...added, generation: 3 });
    assert.equal(await associates.readPasswordHash(added.id), 'third');
    assert.deepEqual(await associates.find(other.id), other);
    assert.equal(await associates.readPasswordHash(other.id), HASH);
  });

  check('a removed password starts a generation of one associate', async ({ stores, reopen }) => {
    const profile = await addSampleProfile(stores);
    const added = await stores.associates.add(profile, HASH, NOW_MS);
    const other = await stores.associates.add({ ...profile, name: 'b' }, HASH, NOW_MS);
    await stores.associates.setPasswordHash(added.id, null);
    const { associates } = await reopen();
    assert.deepEqual(await associates.find(added.id), { ...added, generation: 2 });
    assert.equal(await associates.readPasswordHash(added.id), null);
    assert.equal(await associates.readPasswordHash(other.id), HASH);
  });

  check('disabling starts a generation of one associate', async ({ stores, reopen }) => {
    const profile = await addSampleProfile(stores);
    const added = await stores.associates.add(profile, HASH, NOW_MS);
    const other = await stores.associates.add({ ...profile, name: 'b' }, HASH, NOW_MS);
    await stores.associates.disable(added.id, NOW_MS + 5);
    const disabled = { ...added, disabledAtMs: NOW_MS + 5, generation: 2 };
    const { associates } = await reopen();
    assert.deepEqual(await associates.find(added.id), disabled);
    assert.deepEqual(await associates.find(other.id), other);
    assert.equal(await associates.readPasswordHash(added.id), HASH);
  });

  check('disabling again changes nothing', async ({ stores }) => {
    const { id } = await addSampleAssociate(stores);
    await stores.associates.disable(id, NOW_MS + 5);
    const disabled = await stores.associates.find(id);
    await stores.associates.disable(id, NOW_MS + 6);
    assert.deepEqual(await stores.associates.find(id), disabled);
  });

  check('enabling keeps the generation, so that old tickets stay invalid', async ({ stores }) => {
    const added = await addSampleAssociate(stores);
    await stores.associates.disable(added.id, NOW_MS + 5);
    await stores.associates.enable(added.id);
    assert.deepEqual(await stores.associates.find(added.id), { ...added, generation: 2 });
    await stores.associates.enable(added.id);
    await stores.associates.disable(added.id, NOW_MS + 7);
    const again = { ...added, disabledAtMs: NOW_MS + 7, generation: 3 };
    assert.deepEqual(await stores.associates.find(added.id), again);
  });

  check('an unknown associate cannot be changed', async ({ stores }) => {
    const { associates } = stores;
    const added = await addSampleAssociate(stores);
    await assertFails(associates.setPasswordHash(NO_SUCH_ID, HASH), 'not-found', noSuchUser);
    await assertFails(associates.disable(NO_SUCH_ID, NOW_MS), 'not-found', noSuchUser);
    await assertFails(associates.enable(NO_SUCH_ID), 'not-found', noSuchUser);
    assert.deepEqual(await associates.list(0, 10), [added]);
  });
}
