/** Checks of adding and finding associates. */
import assert from 'node:assert/strict';
import type { TenantStores } from '../../src/domain/installation.ts';
import { type AssociateProfile, createProfile } from '../../src/domain/users/associate.ts';
import { assertFails, type TenantCheck } from './check.ts';
import {
  addSampleAssociate,
  addSampleModule,
  addSampleProfile,
  addSampleTicket,
  NO_SUCH_ID,
  NOW_MS,
  sampleCsSession,
  sampleGroup,
} from './samples.ts';

export function checkAssociates(check: TenantCheck): void {
  checkAdding(check);
  checkFinding(check);
  checkUpdating(check);
  checkRemoving(check);
}

/** All values differ, so that no field can be mistaken for another. */
async function fullProfile(stores: TenantStores): Promise<AssociateProfile> {
  const base = await addSampleProfile(stores);
  const first = await stores.groups.add(sampleGroup('First'));
  const second = await stores.groups.add(sampleGroup('Second'));
  return {
    ...base,
    name: 'Ærøskøbing',
    fullName: 'Åse “Æ” Ærø 👩‍💻',
    email: 'Åse@Ærø.example',
    type: 'external',
    secondaryGroupIds: [first.id, second.id],
    personId: 101,
    contactId: 102,
    contactOwnerId: 103,
    countryId: 104,
    homeCountryId: 105,
    businessId: 106,
    categoryId: 107,
    csUser: { id: 108, accessLevel: 109, status: 'read-only' },
  };
}

function checkAdding(check: TenantCheck): void {
  check('an associate keeps all fields', async ({ stores, reopen }) => {
    const profile = await fullProfile(stores);
    const added = await stores.associates.add(profile, null, NOW_MS);
    const fresh = { id: added.id, createdAtMs: NOW_MS, disabledAtMs: null, generation: 1 };
    assert.deepEqual(added, { ...profile, ...fresh });
    assert.deepEqual(await (await reopen()).associates.find(added.id), added);
  });

  check('an associate keeps empty fields empty', async ({ stores, reopen }) => {
    const profile = await addSampleProfile(stores);
    const added = await stores.associates.add(profile, null, NOW_MS);
    assert.deepEqual(added.secondaryGroupIds, []);
    assert.equal(added.email, null);
    assert.equal(added.csUser, null);
    assert.deepEqual(await (await reopen()).associates.find(added.id), added);
  });

  check('a CS user of zeros is not null', async ({ stores }) => {
    const csUser = { id: 0, accessLevel: 0, status: 'none' } as const;
    const profile = { ...(await addSampleProfile(stores)), csUser };
    const { id } = await stores.associates.add(profile, null, NOW_MS);
    assert.deepEqual((await stores.associates.find(id))?.csUser, csUser);
  });

  check('secondary groups are a set, ordered by id', async ({ stores }) => {
    const profile = await fullProfile(stores);
    const [first = 0, second = 0] = profile.secondaryGroupIds;
    const unordered = { ...profile, secondaryGroupIds: [second, first, second] };
    const added = await stores.associates.add(unordered, null, NOW_MS);
    assert.deepEqual(added.secondaryGroupIds, [first, second]);
    assert.deepEqual(await stores.associates.find(added.id), added);
  });

  check('a name is unique, whatever its case or Unicode form', async ({ stores }) => {
    const profile = { ...(await addSampleProfile(stores)), name: 'Ærøskøbing' };
    const added = await stores.associates.add(profile, null, NOW_MS);
    for (const name of ['Ærøskøbing', 'ærøskøbing', 'ÆRØSKØBING', 'Ærøskøbing'.normalize('NFD')]) {
      const again = stores.associates.add({ ...profile, name }, null, NOW_MS);
      await assertFails(again, 'conflict', new RegExp(`user named ${name} already.*another name`));
    }
    assert.deepEqual(await stores.associates.list(0, 10), [added]);
  });

  check('role and groups must exist, or nothing is stored', async ({ stores }) => {
    const profile = await addSampleProfile(stores);
    const missing = [
      { roleId: NO_SUCH_ID },
      { groupId: NO_SUCH_ID },
      { secondaryGroupIds: [profile.groupId, NO_SUCH_ID] },
    ];
    for (const change of missing) {
      const add = stores.associates.add({ ...profile, ...change }, null, NOW_MS);
      await assertFails(add, 'not-found', new RegExp(`${NO_SUCH_ID}`));
    }
    assert.deepEqual(await stores.associates.list(0, 10), []);
    await stores.associates.add(profile, null, NOW_MS);
  });
}

function checkFinding(check: TenantCheck): void {
  check('a name is found without regard to case or Unicode form', async ({ stores }) => {
    const { associates } = stores;
    const profile = await addSampleProfile(stores);
    await associates.add({ ...profile, name: 'aeroskobing' }, null, NOW_MS);
    const added = await associates.add({ ...profile, name: 'Ærøskøbing' }, null, NOW_MS);
    for (const name of ['Ærøskøbing', 'ærøskøbing', 'ÆRØSKØBING', 'ærøskøbing'.normalize('NFD')]) {
      assert.deepEqual(await associates.findByName(name), added, name);
    }
    for (const name of ['Ærøskøbin', 'Ærøskøbing ', 'Ærøskøbin_', '%', '']) {
      assert.equal(await associates.findByName(name), null, name);
    }
  });

  check('an e-mail address is found without regard to case', async ({ stores }) => {
    const { associates } = stores;
    const profile = await fullProfile(stores);
    await associates.add({ ...profile, name: 'other', email: null }, null, NOW_MS);
    const added = await associates.add(profile, null, NOW_MS);
    assert.deepEqual(await associates.findByEmail('åSE@ærø.EXAMPLE'), added);
    assert.equal(await associates.findByEmail('se@ærø.example'), null);
    assert.equal(await associates.findByEmail(''), null);
  });

  check('an e-mail address of several associates finds none', async ({ stores }) => {
    const { associates } = stores;
    const profile = await addSampleProfile(stores);
    await associates.add({ ...profile, name: 'a', email: 'both@ærø.example' }, null, NOW_MS);
    await associates.add({ ...profile, name: 'b', email: 'BOTH@ÆRØ.example' }, null, NOW_MS);
    assert.equal(await associates.findByEmail('both@ærø.example'), null);
  });

  check('an unknown associate is not found', async ({ stores }) => {
    assert.equal(await stores.associates.find(NO_SUCH_ID), null);
    assert.equal(await stores.associates.find(0), null);
    assert.equal(await stores.associates.findByName('anna'), null);
    assert.equal(await stores.associates.findByEmail('anna@example.com'), null);
  });

  check('associates are listed in pages, ordered by id', async ({ stores }) => {
    const { associates } = stores;
    const profile = await fullProfile(stores);
    const added = [];
    for (const name of ['e', 'b', 'd', 'a', 'c']) {
      added.push(await associates.add({ ...profile, name }, null, NOW_MS));
    }
    assert.deepEqual(await associates.list(0, 100), added);
    assert.deepEqual(await associates.list(0, 2), added.slice(0, 2));
    assert.deepEqual(await associates.list(added[1]?.id ?? 0, 2), added.slice(2, 4));
    assert.deepEqual(await associates.list(added[3]?.id ?? 0, 2), added.slice(4));
    assert.deepEqual(await associates.list(added[4]?.id ?? 0, 2), []);
    assert.deepEqual(await associates.list(0, 0), []);
  });
}

function checkUpdating(check: TenantCheck): void {
  check('an update changes the given fields of one associate only', async ({ stores, reopen }) => {
    const { associates } = stores;
    const full = await fullProfile(stores);
    const bare = createProfile('bo', full.roleId, full.groupId);
    const other = await associates.add({ ...full, name: 'other' }, 'hash', NOW_MS);
    const added = await associates.add(bare, 'hash', NOW_MS);
    await associates.setPasswordHash(added.id, 'second');
    await associates.disable(added.id, NOW_MS + 1);
    const [first = 0, second = 0] = full.secondaryGroupIds;
    await associates.update(added.id, { ...full, secondaryGroupIds: [second, first, second] });
    const { id, createdAtMs } = added;
    const kept = { id, createdAtMs, disabledAtMs: NOW_MS + 1, generation: 3 };
    const { associates: reopened } = await reopen();
    assert.deepEqual(await reopened.find(id), { ...full, ...kept });
    assert.equal(await reopened.readPasswordHash(id), 'second');
    assert.deepEqual(await reopened.find(other.id), other);
    assert.equal(await reopened.findByName('bo'), null);
    assert.equal((await reopened.findByName(full.name))?.id, id);
    await reopened.update(id, bare);
    assert.deepEqual(await reopened.find(id), { ...bare, ...kept });
    assert.deepEqual(await reopened.find(other.id), other);
  });

  check('an update keeps the sessions of the associate', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const ticket = await addSampleTicket(stores, associate);
    await stores.associates.update(associate.id, { ...associate, name: 'new' });
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), [ticket]);
  });

  check('a rejected update changes nothing', async ({ stores }) => {
    const { associates } = stores;
    const profile = await fullProfile(stores);
    const other = await associates.add({ ...profile, name: 'other' }, null, NOW_MS);
    const added = await associates.add(profile, null, NOW_MS);
    const taken = associates.update(added.id, { ...profile, name: 'OTHER' });
    await assertFails(taken, 'conflict', /user named OTHER already/);
    for (const missing of [
      { roleId: NO_SUCH_ID },
      { groupId: NO_SUCH_ID },
      { secondaryGroupIds: [profile.groupId, NO_SUCH_ID] },
    ]) {
      const update = associates.update(added.id, { ...profile, ...missing, fullName: 'new' });
      await assertFails(update, 'not-found', new RegExp(`${NO_SUCH_ID}`));
    }
    const absent = associates.update(NO_SUCH_ID, profile);
    await assertFails(absent, 'not-found', new RegExp(`no user ${NO_SUCH_ID}`));
    assert.deepEqual(await associates.list(0, 10), [other, added]);
  });
}

function checkRemoving(check: TenantCheck): void {
  check('removing an associate removes all that belongs to it', async ({ stores, reopen }) => {
    const { associates, licences, csSessions } = stores;
    const profile = await fullProfile(stores);
    const gone = await associates.add(profile, 'hash', NOW_MS);
    const kept = await associates.add({ ...profile, name: 'kept' }, 'hash', NOW_MS);
    const module = await addSampleModule(stores);
    for (const { id } of [gone, kept]) await licences.assign(id, module.id);
    const ticket = await addSampleTicket(stores, gone);
    const derived = await addSampleTicket(stores, kept, { parentId: ticket.id });
    const other = await addSampleTicket(stores, kept);
    const loginId = await csSessions.add(sampleCsSession(gone, { ticketId: ticket.id }));
    const otherLoginId = await csSessions.add(sampleCsSession(kept, { ticketId: other.id }));
    await associates.remove(gone.id);
    const after = await reopen();
    assert.deepEqual(await after.associates.list(0, 10), [kept]);
    assert.equal(await after.associates.readPasswordHash(gone.id), null);
    assert.deepEqual(await after.licences.countAssigned(), new Map([[module.id, 1]]));
    for (const { id } of [ticket, derived]) assert.equal(await after.tickets.find(id), null);
    assert.deepEqual(await after.tickets.find(other.id), other);
    assert.equal(await after.csSessions.find(loginId), null);
    assert.ok(await after.csSessions.find(otherLoginId));
    await after.associates.add(profile, null, NOW_MS);
  });

  check('removing an unknown associate fails', async ({ stores }) => {
    const { associates } = stores;
    const added = await addSampleAssociate(stores);
    const absent = associates.remove(NO_SUCH_ID);
    await assertFails(absent, 'not-found', new RegExp(`no user ${NO_SUCH_ID}`));
    assert.deepEqual(await associates.list(0, 10), [added]);
  });
}
