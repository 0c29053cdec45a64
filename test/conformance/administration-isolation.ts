/** Checks that a tenant's stores of roles, groups and licences do not reach other tenants. */
import assert from 'node:assert/strict';
import type { UserGroupStore } from '../../src/domain/groups/user-group.ts';
import type { LicenceStore } from '../../src/domain/licences/licence.ts';
import type { RoleStore } from '../../src/domain/roles/role.ts';
import { assertFails } from './check.ts';
import {
  NOW_MS,
  sampleGroup,
  sampleModule,
  sampleOwner,
  sampleRight,
  sampleRole,
} from './samples.ts';
import { both, type Isolation, THEIRS_ONLY, THEIRS_REMOVED } from './twins.ts';

const absent = (work: Promise<unknown>) =>
  assertFails(work, 'not-found', new RegExp(`${THEIRS_ONLY}`));
const idsOf = (records: readonly { readonly id: number }[]) => records.map(({ id }) => id);

export const roles: Isolation<RoleStore> = {
  find: async ({ ours: { stores } }) => {
    assert.equal(await stores.roles.find(THEIRS_ONLY), null);
    assert.equal((await stores.roles.find(both.role))?.tooltip, 'ours');
  },
  list: async ({ ours: { stores } }) => {
    const listed = (await stores.roles.list()).map(({ id, tooltip }) => [id, tooltip]);
    assert.deepEqual(listed, [
      [both.freeRole, 'ours'],
      [both.role, 'ours'],
    ]);
  },
  addBuiltIn: async ({ empty: { roles } }) => {
    const right = { ...sampleRight('right 5'), id: both.right };
    const { name, tooltip, type } = sampleRole();
    const role = { id: both.role, name, tooltip, type, functionalRights: [right.name] };
    await roles.addBuiltIn([right], [{ ...role, dataRights: { contact: { MyOwn: 'R' } } }], NOW_MS);
    assert.deepEqual(await roles.rightIds([both.role]), new Map([[both.role, [both.right]]]));
  },
  add: async ({ ours: { stores } }) => {
    const added = await stores.roles.add(sampleRole({ id: THEIRS_ONLY }));
    assert.deepEqual(await stores.roles.find(THEIRS_ONLY), added);
  },
  update: async ({ ours: { stores } }) => {
    const role = { ...sampleRole({ name: 'changed' }), id: both.role };
    await absent(stores.roles.update({ ...role, id: THEIRS_ONLY }));
    await stores.roles.update(role);
    assert.equal((await stores.roles.find(both.role))?.name, 'changed');
  },
  moveUsers: async ({ ours: { stores } }) => {
    assert.equal(await stores.roles.moveUsers(THEIRS_ONLY, both.role), 0);
    assert.equal(await stores.roles.moveUsers(both.role, both.freeRole), 2);
    assert.equal((await stores.associates.find(both.anna))?.roleId, both.freeRole);
  },
  countUsers: async ({ ours: { stores } }) => {
    assert.equal(await stores.roles.countUsers(THEIRS_ONLY), 0);
    assert.equal(await stores.roles.countUsers(both.role), 2);
  },
  countEnabledUsersWith: async ({ ours: { stores }, theirs }) => {
    assert.equal(await stores.roles.countEnabledUsersWith('z', 9), 0);
    assert.equal(await stores.roles.countEnabledUsersWith(`right ${both.right}`, 9), 2);
    assert.equal(await theirs.stores.roles.countEnabledUsersWith(`right ${both.freeRight}`, 9), 1);
  },
  listRights: async ({ ours: { stores } }) => {
    const listed = (await stores.roles.listRights()).map(({ id, description }) => [
      id,
      description,
    ]);
    assert.deepEqual(listed, [
      [both.right, 'ours'],
      [both.freeRight, 'ours'],
    ]);
  },
  addRight: async ({ ours: { stores } }) => {
    const added = await stores.roles.addRight({ ...sampleRight('z'), id: THEIRS_ONLY });
    assert.deepEqual((await stores.roles.listRights())[2], added);
  },
  rightIds: async ({ ours: { stores } }) => {
    const asked = await stores.roles.rightIds([both.role, THEIRS_ONLY]);
    const expected = new Map([
      [both.role, [both.right]],
      [THEIRS_ONLY, []],
    ]);
    assert.deepEqual(asked, expected);
  },
  setRightIds: async ({ ours: { stores } }) => {
    await absent(stores.roles.setRightIds(THEIRS_ONLY, [both.right]));
    await absent(stores.roles.setRightIds(both.role, [THEIRS_ONLY]));
    await stores.roles.setRightIds(both.role, [both.freeRight]);
    assert.deepEqual((await stores.roles.rightIds([both.role])).get(both.role), [both.freeRight]);
  },
  dataRights: async ({ ours: { stores } }) => {
    const asked = await stores.roles.dataRights([both.role, THEIRS_ONLY]);
    const expected = new Map([
      [both.role, { contact: { MyOwn: 'R' } }],
      [THEIRS_ONLY, {}],
    ]);
    assert.deepEqual(asked, expected);
  },
  setDataRights: async ({ ours: { stores } }) => {
    const row = { MyOwn: 'CR' } as const;
    await absent(stores.roles.setDataRights(THEIRS_ONLY, 'contact', row));
    await stores.roles.setDataRights(both.role, 'contact', row);
    const matrix = (await stores.roles.dataRights([both.role])).get(both.role);
    assert.deepEqual(matrix, { contact: row });
  },
};

export const groups: Isolation<UserGroupStore> = {
  find: async ({ ours: { stores } }) => {
    assert.equal(await stores.groups.find(THEIRS_ONLY), null);
    assert.equal((await stores.groups.find(both.group))?.tooltip, 'ours');
  },
  list: async ({ ours: { stores } }) => {
    const listed = await stores.groups.list();
    assert.deepEqual(idsOf(listed), [both.group, both.secondGroup, both.freeGroup]);
  },
  addBuiltIn: async ({ empty: { groups } }) => {
    const group = { ...sampleGroup(`Group ${both.group}`), id: both.group };
    await groups.addBuiltIn([group]);
    assert.deepEqual(await groups.list(), [group]);
  },
  add: async ({ ours: { stores } }) => {
    const added = await stores.groups.add(sampleGroup('Z', { id: THEIRS_ONLY }));
    assert.deepEqual(await stores.groups.find(THEIRS_ONLY), added);
  },
  update: async ({ ours: { stores } }) => {
    const group = { ...sampleGroup('Z'), id: both.group };
    await absent(stores.groups.update({ ...group, id: THEIRS_ONLY, name: 'new' }));
    await stores.groups.update(group);
    assert.deepEqual(await stores.groups.find(both.group), group);
  },
  countMembers: async ({ ours: { stores }, theirs }) => {
    assert.equal(await stores.groups.countMembers(THEIRS_ONLY), 0);
    assert.equal(await stores.groups.countMembers(both.freeGroup), 0);
    assert.equal(await stores.groups.countMembers(both.secondGroup), 1);
    assert.equal(await theirs.stores.groups.countMembers(both.freeGroup), 1);
  },
  moveMembers: async ({ ours: { stores } }) => {
    await stores.groups.moveMembers(both.secondGroup, both.freeGroup);
    await stores.groups.moveMembers(both.group, both.freeGroup);
    await stores.groups.moveMembers(THEIRS_ONLY, both.freeGroup);
    const anna = await stores.associates.find(both.anna);
    assert.equal(anna?.groupId, both.freeGroup);
    assert.deepEqual(anna.secondaryGroupIds, []);
  },
};

export const licences: Isolation<LicenceStore> = {
  addBuiltIn: async ({ empty: { licences } }) => {
    const owner = { ...sampleOwner('owner'), id: both.owner };
    const module = { ...sampleModule(owner.id, 'Module 5'), id: both.module };
    await licences.addBuiltIn(owner, [module]);
    assert.deepEqual(await licences.listModules(), [module]);
  },
  listOwners: async ({ ours: { stores } }) => {
    const owner = sampleOwner('owner', { id: both.owner, description: 'ours' });
    assert.deepEqual(await stores.licences.listOwners(), [owner]);
  },
  addOwner: async ({ ours: { stores } }) => {
    const added = await stores.licences.addOwner(sampleOwner('z', { id: THEIRS_ONLY }));
    assert.deepEqual((await stores.licences.listOwners())[1], added);
  },
  updateOwner: async ({ ours: { stores } }) => {
    const owner = { ...sampleOwner('z'), id: both.owner };
    await absent(stores.licences.updateOwner({ ...owner, id: THEIRS_ONLY }));
    await stores.licences.updateOwner(owner);
    assert.deepEqual(await stores.licences.listOwners(), [owner]);
  },
  listModules: async ({ ours: { stores } }) => {
    const listed = await stores.licences.listModules();
    assert.deepEqual(
      listed.map(({ id, description }) => [id, description]),
      [
        [both.module, 'ours'],
        [both.freeModule, 'ours'],
      ],
    );
  },
  addModule: async ({ ours: { stores } }) => {
    await absent(stores.licences.addModule(sampleModule(THEIRS_ONLY, 'z')));
    const added = await stores.licences.addModule(
      sampleModule(both.owner, 'z', { id: THEIRS_ONLY }),
    );
    assert.deepEqual((await stores.licences.listModules())[2], added);
    await stores.licences.addModule(sampleModule(both.owner, 'gone', { id: THEIRS_REMOVED }));
  },
  updateModule: async ({ ours: { stores } }) => {
    const module = { ...sampleModule(both.owner, 'z', { version: '2' }), id: both.module };
    await absent(stores.licences.updateModule({ ...module, id: THEIRS_ONLY }));
    await absent(stores.licences.updateModule({ ...module, ownerId: THEIRS_ONLY }));
    await stores.licences.updateModule(module);
    assert.equal((await stores.licences.listModules())[0]?.version, '2');
  },
  removeModule: async ({ ours: { stores } }) => {
    await absent(stores.licences.removeModule(THEIRS_ONLY));
    await stores.licences.removeModule(both.freeModule);
    assert.equal((await stores.licences.listModules()).length, 1);
  },
  countAssigned: async ({ ours: { stores } }) => {
    assert.deepEqual(await stores.licences.countAssigned(), new Map([[both.module, 1]]));
  },
  assignedTo: async ({ ours: { stores } }) => {
    const asked = await stores.licences.assignedTo([both.anna, THEIRS_ONLY]);
    const expected = new Map([
      [both.anna, [both.module]],
      [THEIRS_ONLY, []],
    ]);
    assert.deepEqual(asked, expected);
  },
  assign: async ({ ours: { stores } }) => {
    await absent(stores.licences.assign(both.anna, THEIRS_ONLY));
    await absent(stores.licences.assign(THEIRS_ONLY, both.module));
    await stores.licences.assign(both.cy, both.module);
    assert.deepEqual(await stores.licences.countAssigned(), new Map([[both.module, 2]]));
  },
  withdraw: async ({ ours: { stores } }) => {
    await stores.licences.withdraw(THEIRS_ONLY, [THEIRS_ONLY]);
    await stores.licences.withdraw(both.anna, [both.freeModule]);
    await stores.licences.withdraw(both.anna, [both.module]);
    assert.deepEqual(await stores.licences.countAssigned(), new Map());
  },
};
