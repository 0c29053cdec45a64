/** Checks of system users, as whom applications work. */
import assert from 'node:assert/strict';
import { assertFails, type OpenedTenant, type TenantCheck } from './check.ts';
import { addSampleProfile, NO_SUCH_ID, NOW_MS, sampleApplication } from './samples.ts';

async function addSamples({ all, stores }: OpenedTenant) {
  const profile = await addSampleProfile(stores);
  const [anna, bo] = [
    await stores.associates.add(profile, null, NOW_MS),
    await stores.associates.add({ ...profile, name: 'bo' }, null, NOW_MS),
  ];
  const sync = await all.applications.add(sampleApplication('Sync'), 's', NOW_MS);
  const other = await all.applications.add(sampleApplication('Other'), 'o', NOW_MS);
  return { anna: anna.id, bo: bo.id, sync: sync.id, other: other.id };
}

export function checkSystemUsers(check: TenantCheck): void {
  check('an application has at most one system user', async (opened) => {
    const { anna, bo, sync, other } = await addSamples(opened);
    const { systemUsers } = opened.stores;
    assert.equal(await systemUsers.find(sync), null);
    assert.deepEqual(await systemUsers.list(), []);
    await systemUsers.set(other, bo);
    await systemUsers.set(sync, anna);
    await systemUsers.set(sync, anna);
    const reopened = (await opened.reopen()).systemUsers;
    assert.equal(await reopened.find(sync), anna);
    assert.deepEqual(await reopened.list(), [
      { applicationId: sync, associateId: anna },
      { applicationId: other, associateId: bo },
    ]);
    assert.equal(await reopened.remove(sync), true);
    assert.equal(await reopened.remove(sync), false);
    await reopened.set(other, anna);
    assert.deepEqual(await reopened.list(), [{ applicationId: other, associateId: anna }]);
  });

  check('a user is the system user of at most one application', async (opened) => {
    const { anna, bo, sync, other } = await addSamples(opened);
    const { systemUsers } = opened.stores;
    await systemUsers.set(sync, anna);
    await systemUsers.set(other, bo);
    await assertFails(systemUsers.set(other, anna), 'conflict', /of another application/);
    assert.equal(await systemUsers.find(other), bo, 'what it had stays');
  });

  check('application and user must exist', async (opened) => {
    const { anna, sync } = await addSamples(opened);
    const { systemUsers } = opened.stores;
    const missing = new RegExp(`${NO_SUCH_ID}`);
    await assertFails(systemUsers.set(NO_SUCH_ID, anna), 'not-found', missing);
    await systemUsers.set(sync, anna);
    await assertFails(systemUsers.set(sync, NO_SUCH_ID), 'not-found', missing);
    assert.equal(await systemUsers.find(sync), anna);
  });

  check('a system user entry is removed with its user or its application', async (opened) => {
    const { anna, bo, sync, other } = await addSamples(opened);
    const { stores, all } = opened;
    await stores.systemUsers.set(sync, anna);
    await stores.systemUsers.set(other, bo);
    await stores.associates.remove(anna, NOW_MS);
    assert.deepEqual(await stores.systemUsers.list(), [{ applicationId: other, associateId: bo }]);
    await all.applications.remove(sync);
    await all.applications.remove(other);
    assert.deepEqual(await stores.systemUsers.list(), []);
    assert.notEqual(await stores.associates.find(bo), null);
  });
}
