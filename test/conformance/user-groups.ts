/** Checks of user groups. */
import assert from 'node:assert/strict';
import { builtInGroups } from '../../src/domain/groups/user-group.ts';
import type { TenantStores } from '../../src/domain/installation.ts';
import type { AssociateProfile } from '../../src/domain/users/associate.ts';
import { assertFails, type TenantCheck } from './check.ts';
import { addSampleProfile, NO_SUCH_ID, NOW_MS, sampleGroup } from './samples.ts';

export function checkUserGroups(check: TenantCheck): void {
  checkRecords(check);
  checkMembers(check);
}

function checkRecords(check: TenantCheck): void {
  check('a group keeps all fields', async ({ stores, reopen }) => {
    const group = { name: 'Salg på Ærø', tooltip: '“Ærø”', rank: -7, isDeleted: true };
    const added = await stores.groups.add(group);
    assert.deepEqual(added, { ...group, id: added.id });
    const other = await stores.groups.add({ ...group, name: 'other', isDeleted: false });
    const { groups } = await reopen();
    assert.deepEqual(await groups.find(added.id), added);
    assert.deepEqual(await groups.find(other.id), other);
    assert.equal(await groups.find(NO_SUCH_ID), null);
  });

  check('groups are listed by rank, then by name', async ({ stores: { groups } }) => {
    assert.deepEqual(await groups.list(), []);
    const last = await groups.add(sampleGroup('a', { rank: 32_767 }));
    const third = await groups.add(sampleGroup('C', { rank: 5 }));
    const second = await groups.add(sampleGroup('b', { rank: 5 }));
    const first = await groups.add(sampleGroup('z', { rank: -32_768, isDeleted: true }));
    assert.deepEqual(await groups.list(), [first, second, third, last]);
  });

  check('a group name is unique in any case, deleted groups included', async ({ stores }) => {
    const { groups } = stores;
    const added = await groups.add(sampleGroup('Salg på Ærø', { isDeleted: true }));
    for (const name of ['salg PÅ ærø', 'Salg på Ærø'.normalize('NFD')]) {
      const taken = new RegExp(`group named ${name} already`);
      await assertFails(groups.add(sampleGroup(name)), 'conflict', taken);
    }
    assert.deepEqual(await groups.list(), [added]);
  });

  check('an update changes one group only', async ({ stores, reopen }) => {
    const other = await stores.groups.add(sampleGroup('Other'));
    const { id } = await stores.groups.add(sampleGroup('Salg'));
    const changed = { id, name: 'Ærø', tooltip: 'new', rank: 9, isDeleted: true };
    await stores.groups.update(changed);
    const { groups } = await reopen();
    assert.deepEqual(await groups.list(), [other, changed]);
    await groups.update({ ...changed, name: 'ÆRØ' });
    const taken = groups.update({ ...changed, name: 'OTHER' });
    await assertFails(taken, 'conflict', /group named OTHER already/);
    const absent = groups.update({ ...changed, id: NO_SUCH_ID, name: 'x' });
    await assertFails(absent, 'not-found', new RegExp(`no group ${NO_SUCH_ID}.*List groups`));
    await groups.add(sampleGroup('Salg'));
  });

  check('a tenant gets the built-in groups', async ({ stores: { groups } }) => {
    await groups.addBuiltIn(builtInGroups);
    assert.deepEqual(await groups.list(), builtInGroups);
    assert.equal((await groups.add(sampleGroup('next'))).id, 6);
  });
}

/** Adds groups with these names. Returns their ids. */
async function addGroups({ groups }: TenantStores, ...names: readonly string[]) {
  const ids: number[] = [];
  for (const name of names) ids.push((await groups.add(sampleGroup(name))).id);
  return ids;
}

function checkMembers(check: TenantCheck): void {
  check('each member is counted once', async ({ stores }) => {
    const profile = await addSampleProfile(stores);
    const { associates, groups } = stores;
    const [sales = 0, empty = 0] = await addGroups(stores, 'Sales', 'Empty');
    const add = (name: string, groupId: number, ...secondaryGroupIds: number[]) =>
      associates.add({ ...profile, name, groupId, secondaryGroupIds }, null, NOW_MS);
    await add('a', sales);
    await add('b', profile.groupId, sales);
    await add('c', sales, sales);
    await add('d', 0);
    assert.equal(await groups.countMembers(sales), 3);
    assert.equal(await groups.countMembers(profile.groupId), 1);
    assert.equal(await groups.countMembers(empty), 0);
    assert.equal(await groups.countMembers(NO_SUCH_ID), 0);
  });

  check('members can be moved, and nobody gets a group twice', async ({ stores, reopen }) => {
    const profile = await addSampleProfile(stores);
    const { groupId: other } = profile;
    const [from = 0, to = 0] = await addGroups(stores, 'From', 'To');
    const cases: readonly (readonly [Membership, Membership])[] = [
      [[from], [to]],
      [[from, to], [to]],
      [
        [from, other],
        [to, other],
      ],
      [[from, from, to], [to]],
      [[to], [to]],
      [[to, from], [to]],
      [
        [to, from, other],
        [to, other],
      ],
      [
        [other, from],
        [other, to],
      ],
      [
        [other, from, to],
        [other, to],
      ],
      [
        [other, to],
        [other, to],
      ],
      [[other], [other]],
      [
        [0, from],
        [0, to],
      ],
    ];
    const ids: number[] = [];
    for (const [index, [before]] of cases.entries()) {
      const changes = { name: `user ${index}`, ...groupsOf(before) };
      ids.push((await stores.associates.add({ ...profile, ...changes }, null, NOW_MS)).id);
    }
    await stores.groups.moveMembers(from, to);
    const { associates, groups } = await reopen();
    assert.equal(await groups.countMembers(from), 0);
    for (const [index, [before, after]] of cases.entries()) {
      const found = await associates.find(ids[index] ?? 0);
      const { groupId, secondaryGroupIds } = groupsOf(after);
      assert.equal(found?.groupId, groupId, `${before}`);
      assert.deepEqual(found?.secondaryGroupIds, secondaryGroupIds, `${before}`);
    }
  });

  check('members can be moved when nobody has the target as primary group', async ({ stores }) => {
    const profile = await addSampleProfile(stores);
    const [from = 0, to = 0] = await addGroups(stores, 'From', 'To');
    const member = { ...profile, secondaryGroupIds: [from] };
    const { id } = await stores.associates.add(member, null, NOW_MS);
    await stores.groups.moveMembers(from, to);
    assert.deepEqual((await stores.associates.find(id))?.secondaryGroupIds, [to]);
    await stores.groups.moveMembers(from, to);
  });
}

/** The primary group, followed by the others. */
type Membership = readonly [number, ...number[]];

function groupsOf([groupId, ...others]: Membership) {
  const secondaryGroupIds = others.toSorted((one, other) => one - other);
  return { groupId, secondaryGroupIds } satisfies Partial<AssociateProfile>;
}
