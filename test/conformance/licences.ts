/** Checks of licence owners, of licensed modules, and of who has them. */
import assert from 'node:assert/strict';
import { builtInModules, builtInOwner } from '../../src/domain/licences/built-in-licences.ts';
import type { NewLicenceModule } from '../../src/domain/licences/licence.ts';
import { assertFails, type TenantCheck } from './check.ts';
import {
  addSampleAssociate,
  addSampleModule,
  NO_SUCH_ID,
  NOW_MS,
  sampleModule,
  sampleOwner,
} from './samples.ts';

const noLicence = new RegExp(`no licence ${NO_SUCH_ID}.*List licences`);

export function checkLicences(check: TenantCheck): void {
  checkOwners(check);
  checkModules(check);
  checkChanges(check);
  checkAssignments(check);
}

function checkOwners(check: TenantCheck): void {
  check('licence owners keep all fields, ordered by id', async ({ stores, reopen }) => {
    const owner = { name: 'Ærø AS', description: '“Ærø”', expiresAtMs: NOW_MS };
    const second = await stores.licences.addOwner({ ...owner, id: 7 });
    const first = await stores.licences.addOwner({ ...sampleOwner('b'), id: 3 });
    assert.deepEqual(second, { ...owner, id: 7 });
    assert.deepEqual(await (await reopen()).licences.listOwners(), [first, second]);
  });

  check('an update changes one licence owner only', async ({ stores: { licences } }) => {
    const other = await licences.addOwner(sampleOwner('Other'));
    const { id } = await licences.addOwner(sampleOwner('Ærø'));
    const changed = { id, name: 'ÆRØ', description: 'new', expiresAtMs: NOW_MS };
    await licences.updateOwner(changed);
    assert.deepEqual(await licences.listOwners(), [other, changed]);
    const taken = /licence owner named (?:OTHER|ærø) already/;
    await assertFails(licences.updateOwner({ ...changed, name: 'OTHER' }), 'conflict', taken);
    await assertFails(licences.addOwner(sampleOwner('ærø')), 'conflict', taken);
    const absent = licences.updateOwner({ ...changed, id: NO_SUCH_ID, name: 'x' });
    await assertFails(absent, 'not-found', new RegExp(`no licence owner ${NO_SUCH_ID}`));
    assert.deepEqual(await licences.listOwners(), [other, changed]);
  });
}

/** All values differ, so that no field can be mistaken for another. */
function fullModule(ownerId: number): NewLicenceModule {
  return {
    ownerId,
    name: 'salg-på-Ærø',
    description: 'Sales — all of it',
    tooltip: '“Ærø”',
    version: '10.2 β',
    kind: 'satellite',
    isUnrestricted: true,
    seats: 77,
    extraFlags: 2,
    allowedTypes: ['internal', 'system'],
    extraInfo: 'set=user,web',
    sortOrder: -5,
    isHidden: true,
    prerequisite: 'user',
  };
}

function checkModules(check: TenantCheck): void {
  check('a licence keeps all fields', async ({ stores, reopen }) => {
    const { id } = await stores.licences.addOwner(sampleOwner('owner'));
    const added = await stores.licences.addModule(fullModule(id));
    assert.deepEqual(added, { ...fullModule(id), id: added.id });
    const plain = await stores.licences.addModule(sampleModule(id, 'plain'));
    assert.deepEqual(await (await reopen()).licences.listModules(), [added, plain]);
  });

  check('licences are listed by owner, sort order and id', async ({ stores: { licences } }) => {
    const { id: second } = await licences.addOwner({ ...sampleOwner('a'), id: 2 });
    const { id: first } = await licences.addOwner({ ...sampleOwner('b'), id: 1 });
    const add = (ownerId: number, name: string, sortOrder: number) =>
      licences.addModule(sampleModule(ownerId, name, { sortOrder }));
    const added = [await add(second, 'a', 0), await add(first, 'z', 9), await add(first, 'b', 9)];
    added.push(await add(first, 'c', -1));
    const [ofSecond, z, b, c] = added;
    assert.deepEqual(await licences.listModules(), [c, z, b, ofSecond]);
  });

  check('owner, name and version of a licence are unique together', async ({ stores }) => {
    const { licences } = stores;
    const module = await addSampleModule(stores, { name: 'Ærø' });
    const again = licences.addModule(sampleModule(module.ownerId, 'ÆRØ'));
    await assertFails(again, 'conflict', /licence named ÆRØ with version 1 already/);
    assert.deepEqual(await licences.listModules(), [module]);
    await licences.addModule(sampleModule(module.ownerId, 'Ærø', { version: '2' }));
    const { id } = await licences.addOwner(sampleOwner('another'));
    await licences.addModule(sampleModule(id, 'Ærø'));
    const absent = licences.addModule(sampleModule(NO_SUCH_ID, 'Ærø'));
    await assertFails(absent, 'not-found', new RegExp(`no licence owner ${NO_SUCH_ID}`));
  });

  check('a tenant gets the built-in licences', async ({ stores, reopen }) => {
    await stores.licences.addBuiltIn(builtInOwner, builtInModules);
    const { licences } = await reopen();
    assert.deepEqual(await licences.listOwners(), [builtInOwner]);
    assert.deepEqual(await licences.listModules(), builtInModules);
    assert.equal((await licences.addOwner(sampleOwner('next'))).id, 2);
    const next = await licences.addModule(sampleModule(1, 'next'));
    assert.equal(next.id, builtInModules.length + 1);
  });
}

function checkChanges(check: TenantCheck): void {
  check('an update changes one licence only', async ({ stores, reopen }) => {
    const { licences } = stores;
    const { id, ownerId } = await addSampleModule(stores);
    const other = await licences.addModule(sampleModule(ownerId, 'other', { sortOrder: 2 }));
    const changed = { ...fullModule(ownerId), id };
    await licences.updateModule(changed);
    const { licences: reopened } = await reopen();
    assert.deepEqual(await reopened.listModules(), [changed, other]);
    const taken = reopened.updateModule({ ...changed, name: 'OTHER', version: '1' });
    await assertFails(taken, 'conflict', /licence named OTHER with version 1 already/);
    const absent = reopened.updateModule({ ...changed, id: NO_SUCH_ID, name: 'x' });
    await assertFails(absent, 'not-found', noLicence);
    const ownerless = reopened.updateModule({ ...changed, ownerId: NO_SUCH_ID });
    await assertFails(ownerless, 'not-found', new RegExp(`no licence owner ${NO_SUCH_ID}`));
    assert.deepEqual(await reopened.listModules(), [changed, other]);
  });

  check('a licence can be removed when no user has it', async ({ stores }) => {
    const { licences } = stores;
    const anna = await addSampleAssociate(stores);
    const { id } = await addSampleModule(stores);
    await licences.assign(anna.id, id);
    const inUse = new RegExp(`users with the licence ${id}.*Take it from them`);
    await assertFails(licences.removeModule(id), 'conflict', inUse);
    await licences.withdraw(anna.id, [id]);
    await licences.removeModule(id);
    assert.deepEqual(await licences.listModules(), []);
    await assertFails(licences.removeModule(NO_SUCH_ID), 'not-found', noLicence);
  });
}

function checkAssignments(check: TenantCheck): void {
  check('a licence can be assigned and withdrawn', async ({ stores, reopen }) => {
    const { licences, associates } = stores;
    const anna = await addSampleAssociate(stores);
    const bo = await associates.add({ ...anna, name: 'bo' }, null, NOW_MS);
    const first = await addSampleModule(stores);
    const second = await licences.addModule(sampleModule(first.ownerId, 'second'));
    await licences.addModule(sampleModule(first.ownerId, 'third'));
    assert.deepEqual(await licences.countAssigned(), new Map());
    await licences.assign(anna.id, second.id);
    await licences.assign(anna.id, second.id, first.id, first.id);
    await licences.assign(anna.id);
    await licences.assign(bo.id, second.id);
    const { licences: reopened } = await reopen();
    const counted = new Map([
      [first.id, 1],
      [second.id, 2],
    ]);
    assert.deepEqual(await reopened.countAssigned(), counted);
    const users = [bo.id, anna.id, NO_SUCH_ID];
    const assigned = new Map([
      [bo.id, [second.id]],
      [anna.id, [first.id, second.id]],
      [NO_SUCH_ID, []],
    ]);
    assert.deepEqual(await reopened.assignedTo(users), assigned);
    assert.deepEqual(await reopened.assignedTo([]), new Map());
    await reopened.withdraw(anna.id, [second.id, NO_SUCH_ID]);
    await reopened.withdraw(anna.id, []);
    await reopened.withdraw(NO_SUCH_ID, [second.id]);
    assert.deepEqual((await reopened.assignedTo([anna.id])).get(anna.id), [first.id]);
    assert.deepEqual((await reopened.assignedTo([bo.id])).get(bo.id), [second.id]);
  });

  check('user and licence must exist to be assigned', async ({ stores }) => {
    const { licences } = stores;
    const anna = await addSampleAssociate(stores);
    const { id } = await addSampleModule(stores);
    const missing = new RegExp(`${NO_SUCH_ID}.*List users and licences`);
    await assertFails(licences.assign(anna.id, id, NO_SUCH_ID), 'not-found', missing);
    await assertFails(licences.assign(NO_SUCH_ID, id), 'not-found', missing);
    assert.deepEqual(await licences.countAssigned(), new Map());
  });
}
