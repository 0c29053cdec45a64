/** Checks of adding and finding associates. */
import assert from 'node:assert/strict';
import { type Associate, noState, type OwnAssociate } from '../../src/domain/users/associate.ts';
import { assertFails, type TenantCheck } from './check.ts';
import { contactIdOf, fullProfile, personal, unnamed } from './full-associate.ts';
import { addSamplePerson, addSampleProfile, NO_SUCH_ID, NOW_MS } from './samples.ts';

export function checkAssociates(check: TenantCheck): void {
  checkAdding(check);
  checkFinding(check);
}

function checkAdding(check: TenantCheck): void {
  check('an associate keeps all fields', async ({ stores, reopen }) => {
    const profile = await fullProfile(stores);
    const added = await stores.associates.add(profile, null, NOW_MS);
    const times = { createdAtMs: NOW_MS, disabledAtMs: null, retiredAtMs: null };
    const fresh = { id: added.id, ...times, generation: 1 };
    const contactId = await contactIdOf(stores, profile);
    assert.deepEqual(added, { ...profile, ...personal, contactId, ...fresh });
    assert.deepEqual(await (await reopen()).associates.find(added.id), added);
  });

  check('an associate keeps empty fields empty', async ({ stores, reopen }) => {
    const profile = await addSampleProfile(stores);
    const added = await stores.associates.add(profile, null, NOW_MS);
    assert.deepEqual(added.secondaryGroupIds, []);
    assert.equal(added.email, null);
    assert.equal(added.contactId, 0);
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

  check('role, groups and person must exist, or nothing is stored', async ({ stores }) => {
    const profile = await addSampleProfile(stores);
    const missing = [
      { roleId: NO_SUCH_ID },
      { groupId: NO_SUCH_ID },
      { secondaryGroupIds: [profile.groupId, NO_SUCH_ID] },
      { personId: NO_SUCH_ID },
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

  check('user names and nick names are found without regard to case', async ({ stores }) => {
    const { associates } = stores;
    const profile = await fullProfile(stores);
    await associates.add({ ...profile, ...unnamed, name: 'other' }, null, NOW_MS);
    const added = await associates.add(profile, null, NOW_MS);
    assert.deepEqual(await associates.findByUserName('åSE'), added);
    assert.deepEqual(await associates.findByNickName('ÅSÉN'), added);
    for (const name of ['', 'Ærøskøbing']) {
      assert.equal(await associates.findByUserName(name), null);
      assert.equal(await associates.findByNickName(name), null);
    }
  });

  check('an e-mail address is found without regard to case', async ({ stores }) => {
    const { associates } = stores;
    const profile = await fullProfile(stores);
    await associates.add({ ...profile, ...unnamed, name: 'other', personId: 0 }, null, NOW_MS);
    const added = await associates.add(profile, null, NOW_MS);
    assert.deepEqual(await associates.listByEmail('åSE@ærø.EXAMPLE'), [added]);
    assert.deepEqual(await associates.listByEmail('se@ærø.example'), []);
    assert.deepEqual(await associates.listByEmail(''), []);
  });

  check('an e-mail address of several associates finds two', async ({ stores }) => {
    const { associates } = stores;
    const profile = await addSampleProfile(stores);
    const added = [];
    for (const name of ['a', 'b', 'c']) {
      const email = name === 'b' ? 'BOTH@ÆRØ.example' : 'both@ærø.example';
      const personId = await addSamplePerson(stores, { email });
      added.push(await associates.add({ ...profile, name, personId }, null, NOW_MS));
    }
    const found = await associates.listByEmail('both@ærø.example');
    assert.equal(found.length, 2);
    const byId = new Map(added.map((user) => [user.id, user]));
    assert.deepEqual(
      found,
      found.map(({ id }) => byId.get(id)),
    );
  });

  check('names, user names and e-mail addresses of others are taken', async ({ stores }) => {
    const { associates } = stores;
    const { id } = await associates.add(await fullProfile(stores), null, NOW_MS);
    await addSamplePerson(stores, { email: 'nobody@example.com' });
    const texts = ['ÆRØSKØBING', 'åse', 'ÅSE@Ærø.example'];
    const free = ['Ærø', 'åsén', 'nobody@example.com', ''];
    const asked = [...texts, ...free, ...texts.map((text) => text.normalize('NFD'))];
    const taken = new Set(['ærøskøbing', 'åse', 'åse@ærø.example']);
    assert.deepEqual(await associates.takenLoginNames(asked, 0), taken);
    assert.deepEqual(await associates.takenLoginNames(asked, NO_SUCH_ID), taken);
    assert.deepEqual(await associates.takenLoginNames(asked, id), new Set());
    assert.deepEqual(await associates.takenLoginNames([], 0), new Set());
    const many = Array.from({ length: 1001 }, (_, index) => `Åse${index || ''}`);
    assert.deepEqual(await associates.takenLoginNames(many, 0), new Set(['åse']));
  });

  check('the associates of a person are listed by id', async ({ stores }) => {
    const { associates } = stores;
    const profile = await addSampleProfile(stores);
    const none = await associates.add({ ...profile, name: 'z', personId: 0 }, null, NOW_MS);
    const added = [];
    for (const name of ['b', 'a']) {
      added.push(await associates.add({ ...profile, name }, null, NOW_MS));
    }
    assert.deepEqual(await associates.listOfPerson(profile.personId), added);
    assert.deepEqual(await associates.listOfPerson(NO_SUCH_ID), []);
    assert.deepEqual(await associates.listOfPerson(0), []);
    assert.equal(none.fullName, 'z');
  });

  check(
    'associates are found by ids, by the user in Customer Service, and by password',
    async ({ stores }) => {
      const { associates } = stores;
      const profile = await addSampleProfile(stores);
      const csUser = { id: 7, accessLevel: 1, status: 'normal' } as const;
      const a = await associates.add({ ...profile, name: 'a', csUser }, 'hash', NOW_MS);
      const b = await associates.add({ ...profile, name: 'b' }, null, NOW_MS);
      const c = await associates.add({ ...profile, name: 'c', csUser }, 'hash', NOW_MS);
      const found = await associates.findAll([c.id, NO_SUCH_ID, a.id, a.id]);
      assert.deepEqual(found, [a, c].map(ownFieldsOf));
      assert.deepEqual(await associates.findAll([]), []);
      assert.deepEqual(await associates.listOfCsUser(csUser.id), [a, c]);
      assert.deepEqual(await associates.listOfCsUser(0), []);
      const states = await associates.states([a.id, b.id]);
      assert.deepEqual(states.get(a.id), { ...noState, hasPassword: true });
      assert.deepEqual(states.get(b.id), noState);
      assert.deepEqual(await associates.states([]), new Map());
    },
  );

  check('an unknown associate is not found', async ({ stores }) => {
    assert.equal(await stores.associates.find(NO_SUCH_ID), null);
    assert.equal(await stores.associates.find(0), null);
    assert.equal(await stores.associates.findByName('anna'), null);
    assert.equal(await stores.associates.findByUserName('anna'), null);
    assert.deepEqual(await stores.associates.listByEmail('anna@example.com'), []);
  });

  check('associates are listed in pages, ordered by id', async ({ stores }) => {
    const { associates } = stores;
    const profile = await fullProfile(stores);
    const added = [];
    for (const name of ['e', 'b', 'd', 'a', 'c']) {
      added.push(await associates.add({ ...profile, ...unnamed, name }, null, NOW_MS));
    }
    assert.deepEqual(await associates.list(0, 100), added);
    assert.deepEqual(await associates.list(0, 2), added.slice(0, 2));
    assert.deepEqual(await associates.list(added[1]?.id ?? 0, 2), added.slice(2, 4));
    assert.deepEqual(await associates.list(added[3]?.id ?? 0, 2), added.slice(4));
    assert.deepEqual(await associates.list(added[4]?.id ?? 0, 2), []);
    assert.deepEqual(await associates.list(0, 0), []);
  });
}

/** The fields that are stored with the associate. */
function ownFieldsOf(associate: Associate): OwnAssociate {
  const { id, name, userName, nickName, tooltip, rank, type, roleId, groupId } = associate;
  const { personId, isWaitingForApproval, csUser, generation } = associate;
  const { createdAtMs, disabledAtMs, retiredAtMs } = associate;
  return {
    ...{ id, name, userName, nickName, tooltip, rank, type, roleId, groupId },
    ...{ personId, isWaitingForApproval, csUser, generation },
    ...{ createdAtMs, disabledAtMs, retiredAtMs },
  };
}
