/** Checks of changing and removing associates. */
import assert from 'node:assert/strict';
import { createProfile, noDetails, noState } from '../../src/domain/users/associate.ts';
import { assertFails, type TenantCheck } from './check.ts';
import { contactIdOf, fullProfile, impersonal, personal, unnamed } from './full-associate.ts';
import {
  addSampleAssociate,
  addSampleModule,
  addSampleTicket,
  NO_SUCH_ID,
  NOW_MS,
  sampleCsSession,
} from './samples.ts';

export function checkAssociateChanges(check: TenantCheck): void {
  checkUpdating(check);
  checkDetails(check);
  checkRemoving(check);
}

function checkUpdating(check: TenantCheck): void {
  check('an update changes the given fields of one associate only', async ({ stores, reopen }) => {
    const { associates } = stores;
    const full = await fullProfile(stores);
    const bare = createProfile('bo', full.roleId, full.groupId);
    const other = await associates.add({ ...full, ...unnamed, name: 'other' }, 'hash', NOW_MS);
    const added = await associates.add(bare, 'hash', NOW_MS);
    await associates.setPasswordHash(added.id, 'second');
    await associates.disable(added.id, NOW_MS + 1);
    const [first = 0, second = 0] = full.secondaryGroupIds;
    await associates.update(added.id, { ...full, secondaryGroupIds: [second, first, second] });
    const { id, createdAtMs } = added;
    const times = { createdAtMs, disabledAtMs: NOW_MS + 1, retiredAtMs: null };
    const kept = { id, ...times, generation: 3 };
    const contactId = await contactIdOf(stores, full);
    const { associates: reopened } = await reopen();
    assert.deepEqual(await reopened.find(id), { ...full, ...personal, contactId, ...kept });
    assert.equal(await reopened.readPasswordHash(id), 'second');
    assert.deepEqual(await reopened.find(other.id), other);
    assert.equal(await reopened.findByName('bo'), null);
    assert.equal((await reopened.findByName(full.name))?.id, id);
    await reopened.update(id, bare);
    const named = { fullName: 'bo', ...impersonal };
    assert.deepEqual(await reopened.find(id), { ...bare, ...named, ...kept });
    assert.deepEqual(await reopened.find(other.id), other);
  });

  check('an update that keeps the groups does not write them', async ({ stores }) => {
    const { associates } = stores;
    const profile = await fullProfile(stores);
    const { id } = await associates.add(profile, null, NOW_MS);
    const given = { ...profile, tooltip: 'new', secondaryGroupIds: [] };
    await associates.update(id, given, { keepsGroups: true });
    const { tooltip, secondaryGroupIds } = (await associates.find(id)) ?? profile;
    assert.deepEqual([tooltip, secondaryGroupIds], ['new', profile.secondaryGroupIds]);
    await associates.update(id, given);
    assert.deepEqual((await associates.find(id))?.secondaryGroupIds, []);
  });

  check('an update keeps the sessions of the associate', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const ticket = await addSampleTicket(stores, associate);
    await stores.associates.update(associate.id, { ...associate, name: 'new' });
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), [ticket]);
  });

  check('an update can end the sessions of the associate', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    await addSampleTicket(stores, associate);
    await stores.associates.update(
      associate.id,
      { ...associate, type: 'external' },
      { endsSessions: true },
    );
    assert.equal((await stores.associates.find(associate.id))?.generation, 2);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), []);
  });

  check('user names and nick names are unique, but several may be empty', async ({ stores }) => {
    const { associates } = stores;
    const profile = await fullProfile(stores);
    await associates.add({ ...profile, ...unnamed, name: 'a' }, null, NOW_MS);
    const bare = await associates.add({ ...profile, ...unnamed, name: 'b' }, null, NOW_MS);
    await associates.add(profile, null, NOW_MS);
    for (const taken of [{ userName: 'ÅSE' }, { nickName: 'ÅSÉN' }]) {
      const given = { ...profile, ...unnamed, name: 'c', ...taken };
      await assertFails(associates.add(given, null, NOW_MS), 'conflict', /name ÅS.*another name/);
      const update = associates.update(bare.id, { ...bare, ...taken });
      await assertFails(update, 'conflict', /name ÅS.*another name/);
    }
  });

  check('a change of person or contact shows in the associate', async ({ stores, reopen }) => {
    const { associates, persons, contacts } = stores;
    const added = await associates.add(await fullProfile(stores), null, NOW_MS);
    const [person] = await persons.findAll([added.personId]);
    const contact = await contacts.find(added.contactId);
    assert.ok(person && contact);
    const names = { firstName: 'Bo', middleName: '', lastName: 'Ek' };
    await persons.update({ ...person, ...names, email: null, countryId: 0, isRetired: false });
    await contacts.update({ ...contact, countryId: 47 });
    const changed = { fullName: 'Bo Ek', email: null, isPersonRetired: false };
    const after = { ...added, ...changed, countryId: 47, homeCountryId: 47 };
    assert.deepEqual(await (await reopen()).associates.find(added.id), after);
  });

  check('a rejected update changes nothing', async ({ stores }) => {
    const { associates } = stores;
    const profile = await fullProfile(stores);
    const other = await associates.add({ ...profile, ...unnamed, name: 'other' }, null, NOW_MS);
    const added = await associates.add(profile, null, NOW_MS);
    const taken = associates.update(added.id, { ...profile, name: 'OTHER' });
    await assertFails(taken, 'conflict', /user named OTHER already/);
    for (const missing of [
      { roleId: NO_SUCH_ID },
      { groupId: NO_SUCH_ID },
      { secondaryGroupIds: [profile.groupId, NO_SUCH_ID] },
      { personId: NO_SUCH_ID },
    ]) {
      const update = associates.update(added.id, { ...profile, ...missing, tooltip: 'new' });
      await assertFails(update, 'not-found', new RegExp(`${NO_SUCH_ID}`));
    }
    const absent = associates.update(NO_SUCH_ID, profile);
    await assertFails(absent, 'not-found', new RegExp(`no user ${NO_SUCH_ID}`));
    assert.deepEqual(await associates.list(0, 10), [other, added]);
  });
}

function checkDetails(check: TenantCheck): void {
  check('details are kept apart from the profile', async ({ stores, reopen }) => {
    const { associates } = stores;
    const added = await addSampleAssociate(stores);
    assert.deepEqual(await associates.details([added.id]), new Map([[added.id, noDetails]]));
    const details = {
      requestSignature: 'Åse\nÆrø',
      absenceMessage: 'Back on Monday',
      ticketCategoryIds: [3, 7],
      extraFields: new Map([
        ['b', '1'],
        ['a', ''],
      ]),
      customFields: new Map([['SuperOffice:1', '[I:123]']]),
    };
    const absent = associates.setDetails(NO_SUCH_ID, details);
    await assertFails(absent, 'not-found', new RegExp(`no user ${NO_SUCH_ID}`));
    await associates.setDetails(added.id, details);
    await associates.update(added.id, { ...added, tooltip: 'new' });
    const stored = await (await reopen()).associates.details([added.id, NO_SUCH_ID]);
    assert.deepEqual(stored, new Map([[added.id, details]]));
    assert.deepEqual([...(stored.get(added.id)?.extraFields.keys() ?? [])], ['b', 'a']);
  });

  check('login times are kept apart from the profile', async ({ stores, reopen }) => {
    const { associates } = stores;
    const { id } = await addSampleAssociate(stores);
    assert.deepEqual(await associates.states([id]), new Map([[id, noState]]));
    const absent = associates.recordTimes(NO_SUCH_ID, { lastLoginAtMs: 1 });
    await assertFails(absent, 'not-found', new RegExp(`no user ${NO_SUCH_ID}`));
    await associates.recordTimes(id, { lastLoginAtMs: NOW_MS });
    await associates.recordTimes(id, { lastLogoutAtMs: NOW_MS + 1 });
    await associates.recordTimes(id, { lastLoginAtMs: NOW_MS + 2 });
    const times = { lastLoginAtMs: NOW_MS + 2, lastLogoutAtMs: NOW_MS + 1 };
    const { associates: reopened } = await reopen();
    assert.deepEqual(
      await reopened.states([id, NO_SUCH_ID]),
      new Map([[id, { ...noState, times }]]),
    );
    await reopened.remove(id, NOW_MS);
  });
}

function checkRemoving(check: TenantCheck): void {
  check('removing an associate removes all that belongs to it', async ({ stores, reopen }) => {
    const { associates, licences, csSessions } = stores;
    const profile = await fullProfile(stores);
    const gone = await associates.add(profile, 'hash', NOW_MS);
    const kept = await associates.add({ ...profile, ...unnamed, name: 'kept' }, 'hash', NOW_MS);
    const module = await addSampleModule(stores);
    for (const { id } of [gone, kept]) await licences.assign(id, module.id);
    const ticket = await addSampleTicket(stores, gone);
    const derived = await addSampleTicket(stores, kept, { parentId: ticket.id });
    const other = await addSampleTicket(stores, kept);
    const loginId = await csSessions.add(sampleCsSession(gone, { ticketId: ticket.id }));
    const otherLoginId = await csSessions.add(sampleCsSession(kept, { ticketId: other.id }));
    await associates.remove(gone.id, NOW_MS);
    const after = await reopen();
    assert.deepEqual(await after.associates.list(0, 10), [kept]);
    const { id, name, type, groupId, personId, contactId, createdAtMs } = gone;
    const names = { firstName: 'Åse', middleName: '“Æ”', lastName: 'Ærø 👩‍💻' };
    const former = { id, name, type, groupId, personId, contactId, csUserId: 108, ...names };
    assert.deepEqual(await after.associates.listFormer(0, 10), [
      { ...former, createdAtMs, removedAtMs: NOW_MS },
    ]);
    assert.deepEqual(await after.associates.listFormer(id, 10), []);
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
    const absent = associates.remove(NO_SUCH_ID, NOW_MS);
    await assertFails(absent, 'not-found', new RegExp(`no user ${NO_SUCH_ID}`));
    assert.deepEqual(await associates.list(0, 10), [added]);
  });
}
