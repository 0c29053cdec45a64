/** Checks of roles, groups and licences. */
import assert from 'node:assert/strict';
import type { License, Role } from '../../src/domain/associate.ts';
import { assertFails, type TenantCheck } from './check.ts';
import { addSampleAssociate, NO_SUCH_ID } from './samples.ts';

const role: Omit<Role, 'id'> = {
  name: 'Ærøskøbing',
  description: 'Everyone on “Ærø”; all of them',
  type: 'external',
  functionRights: ['admin', 'bulk-update', 'Ændre'],
};

const license: Omit<License, 'moduleId'> = {
  ownerName: 'SuperOffice AS',
  name: 'Salg på Ærø',
  description: 'Sales — all of it',
  version: '10.2 β',
};

export function checkDirectory(check: TenantCheck): void {
  checkRoles(check);
  checkGroups(check);
  checkLicenses(check);
  checkChangedRoles(check);
  checkChangedGroups(check);
  checkChangedLicenses(check);
}

function checkRoles(check: TenantCheck): void {
  check('a role keeps all fields', async ({ stores, reopen }) => {
    const added = await stores.directory.addRole(role);
    assert.deepEqual(added, { id: added.id, ...role });
    const { directory } = await reopen();
    assert.deepEqual(await directory.listRoles(), [added]);
    assert.deepEqual(await directory.findRoleByName(role.name), added);
  });

  check('a role is found without regard to case or Unicode form', async ({ stores }) => {
    const added = await stores.directory.addRole(role);
    await stores.directory.addRole({ ...role, name: 'Another' });
    assert.deepEqual(await stores.directory.findRoleByName('ærØSKØBING'), added);
    assert.deepEqual(await stores.directory.findRoleByName('Ærøskøbing'.normalize('NFD')), added);
    assert.equal(await stores.directory.findRoleByName('Ærøskøbin'), null);
    assert.equal(await stores.directory.findRoleByName('Ærøskøbin%'), null);
  });

  check('roles are listed in the order of ids, with their own rights', async ({ stores }) => {
    const first = await stores.directory.addRole({ ...role, name: 'z', functionRights: [] });
    const second = await stores.directory.addRole({ ...role, name: 'm', functionRights: ['b'] });
    const third = await stores.directory.addRole({ ...role, name: 'a', functionRights: ['a'] });
    assert.deepEqual(first.functionRights, []);
    assert.deepEqual(await stores.directory.listRoles(), [first, second, third]);
  });

  check('function rights are a set, listed in alphabetical order', async ({ stores }) => {
    const added = await stores.directory.addRole({ ...role, functionRights: ['b', 'a', 'b', ''] });
    assert.deepEqual(added.functionRights, ['', 'a', 'b']);
    assert.deepEqual(await stores.directory.listRoles(), [added]);
  });

  check('a role name is taken in any case', async ({ stores }) => {
    const added = await stores.directory.addRole(role);
    const again = stores.directory.addRole({ ...role, name: 'ærøskøbing' });
    await assertFails(again, 'conflict', /role named ærøskøbing/);
    assert.deepEqual(await stores.directory.listRoles(), [added]);
  });
}

function checkGroups(check: TenantCheck): void {
  check('groups keep their names, in the order of ids', async ({ stores, reopen }) => {
    const { directory } = stores;
    const first = await directory.addGroup({ name: 'Salg på Ærø' });
    const second = await directory.addGroup({ name: 'Alle' });
    assert.equal(first.name, 'Salg på Ærø');
    assert.ok(first.id < second.id);
    assert.deepEqual(await (await reopen()).directory.listGroups(), [first, second]);
  });

  check('a group name is taken in any case', async ({ stores }) => {
    const added = await stores.directory.addGroup({ name: 'Salg på Ærø' });
    const again = stores.directory.addGroup({ name: 'salg PÅ ærø' });
    await assertFails(again, 'conflict', /group named salg PÅ ærø/);
    assert.deepEqual(await stores.directory.listGroups(), [added]);
  });
}

function checkLicenses(check: TenantCheck): void {
  check('a licence keeps all fields', async ({ stores, reopen }) => {
    const added = await stores.directory.addLicense(license);
    assert.deepEqual(added, { moduleId: added.moduleId, ...license });
    const another = await stores.directory.addLicense({ ...license, ownerName: 'Another' });
    assert.deepEqual(await (await reopen()).directory.listLicenses(), [added, another]);
  });

  check('owner and name of a licence are taken together, in any case', async ({ stores }) => {
    const added = await stores.directory.addLicense(license);
    const again = { ...license, ownerName: 'superoffice as', name: 'SALG PÅ ÆRØ', version: '9' };
    await assertFails(stores.directory.addLicense(again), 'conflict', /SALG PÅ ÆRØ/);
    assert.deepEqual(await stores.directory.listLicenses(), [added]);
    await stores.directory.addLicense({ ...license, name: 'Marketing' });
  });

  check('a licence is granted once, however often', async ({ stores, reopen }) => {
    const associate = await addSampleAssociate(stores);
    const added = await stores.directory.addLicense(license);
    await stores.directory.grantLicense(associate.id, added.moduleId);
    await stores.directory.grantLicense(associate.id, added.moduleId);
    const { licenses } = await (await reopen()).associates.principal(associate);
    assert.deepEqual(licenses, [added]);
  });

  check('what is not there is not granted', async ({ stores }) => {
    const { directory, associates } = stores;
    const associate = await addSampleAssociate(stores);
    const { moduleId } = await directory.addLicense(license);
    const noModule = directory.grantLicense(associate.id, NO_SUCH_ID);
    await assertFails(noModule, 'not-found', new RegExp(`${NO_SUCH_ID}`));
    const noUser = directory.grantLicense(NO_SUCH_ID, moduleId);
    await assertFails(noUser, 'not-found', new RegExp(`${NO_SUCH_ID}`));
    assert.deepEqual((await associates.principal(associate)).licenses, []);
  });
}

function checkChangedRoles(check: TenantCheck): void {
  check('a role changes, alone', async ({ stores, reopen }) => {
    const { directory } = stores;
    const other = await directory.addRole({ ...role, name: 'Other' });
    const added = await directory.addRole(role);
    const changed: Role = {
      id: added.id,
      name: 'Changed',
      description: 'new',
      type: 'system',
      functionRights: ['c', 'admin', 'c'],
    };
    await directory.updateRole(changed);
    const stored = { ...changed, functionRights: ['admin', 'c'] };
    assert.deepEqual(await (await reopen()).directory.listRoles(), [other, stored]);
  });

  check('a changed role may take no name of another', async ({ stores: { directory } }) => {
    const other = await directory.addRole({ ...role, name: 'Other' });
    const added = await directory.addRole(role);
    const taken = directory.updateRole({ ...added, name: 'OTHER', functionRights: [] });
    await assertFails(taken, 'conflict', /role named OTHER already/);
    assert.deepEqual(await directory.listRoles(), [other, added]);
    await directory.updateRole({ ...added, name: role.name.toUpperCase() });
    const absent = directory.updateRole({ ...added, id: NO_SUCH_ID });
    await assertFails(absent, 'not-found', new RegExp(`no role ${NO_SUCH_ID}.*List roles`));
  });

  check('a role is removed when no user has it', async ({ stores }) => {
    const { directory } = stores;
    const { roleId } = await addSampleAssociate(stores);
    const added = await directory.addRole(role);
    const [first] = await directory.listRoles();
    await directory.removeRole(added.id);
    const inUse = new RegExp(`users with the role ${roleId}.*another role first`);
    await assertFails(directory.removeRole(roleId), 'conflict', inUse);
    await assertFails(directory.removeRole(added.id), 'not-found', /no role .*List roles/);
    assert.deepEqual(await directory.listRoles(), [first]);
    await directory.addRole(role);
  });

  check('a role that cannot be removed keeps its rights', async ({ stores }) => {
    const { directory, associates } = stores;
    const associate = await addSampleAssociate(stores);
    const added = await directory.addRole(role);
    await associates.update(associate.id, { ...associate, roleId: added.id });
    await assertFails(directory.removeRole(added.id), 'conflict', /users with the role/);
    assert.deepEqual(await directory.findRoleByName(role.name), added);
  });
}

function checkChangedGroups(check: TenantCheck): void {
  check('a group changes its name, alone', async ({ stores: { directory } }) => {
    const other = await directory.addGroup({ name: 'Other' });
    const { id } = await directory.addGroup({ name: 'Salg' });
    await directory.updateGroup({ id, name: 'Ærø' });
    await directory.updateGroup({ id, name: 'ÆRØ' });
    assert.deepEqual(await directory.listGroups(), [other, { id, name: 'ÆRØ' }]);
    const taken = directory.updateGroup({ id, name: 'OTHER' });
    await assertFails(taken, 'conflict', /group named OTHER already/);
    const absent = directory.updateGroup({ id: NO_SUCH_ID, name: 'x' });
    await assertFails(absent, 'not-found', new RegExp(`no group ${NO_SUCH_ID}.*List groups`));
    await assertFails(directory.addGroup({ name: 'ærø' }), 'conflict', /group named ærø/);
    await directory.addGroup({ name: 'Salg' });
  });

  check('a group is removed when no user is in it', async ({ stores }) => {
    const { directory, associates } = stores;
    const associate = await addSampleAssociate(stores);
    const second = await directory.addGroup({ name: 'Second' });
    await associates.update(associate.id, { ...associate, secondaryGroupIds: [second.id] });
    for (const id of [associate.groupId, second.id]) {
      const inUse = new RegExp(`users in the group ${id}.*first`);
      await assertFails(directory.removeGroup(id), 'conflict', inUse);
    }
    await associates.update(associate.id, associate);
    await directory.removeGroup(second.id);
    await assertFails(directory.removeGroup(second.id), 'not-found', /no group .*List groups/);
    assert.equal((await directory.listGroups()).length, 1);
  });
}

function checkChangedLicenses(check: TenantCheck): void {
  check('a licence changes, alone', async ({ stores, reopen }) => {
    const { directory } = stores;
    const other = await directory.addLicense({ ...license, name: 'Other' });
    const { moduleId } = await directory.addLicense(license);
    const changed = { moduleId, ownerName: 'New', name: 'Ny', description: 'n', version: '11' };
    await directory.updateLicense(changed);
    assert.deepEqual(await (await reopen()).directory.listLicenses(), [other, changed]);
  });

  check('a changed licence may not be that of another', async ({ stores: { directory } }) => {
    const other = await directory.addLicense({ ...license, name: 'Other' });
    const added = await directory.addLicense(license);
    const taken = directory.updateLicense({ ...added, name: 'OTHER' });
    await assertFails(taken, 'conflict', /module named OTHER already/);
    const absent = directory.updateLicense({ ...added, moduleId: NO_SUCH_ID });
    await assertFails(absent, 'not-found', new RegExp(`module ${NO_SUCH_ID}.*List licences`));
    assert.deepEqual(await directory.listLicenses(), [other, added]);
  });

  check(
    'a licence is withdrawn from one user, and removed when none has it',
    async ({ stores }) => {
      const { directory, associates } = stores;
      const anna = await addSampleAssociate(stores);
      const bo = await associates.add({ ...anna, name: 'bo' }, null, 0);
      const { moduleId } = await directory.addLicense(license);
      const other = await directory.addLicense({ ...license, name: 'Other' });
      for (const id of [anna.id, bo.id]) await directory.grantLicense(id, moduleId);
      await directory.grantLicense(anna.id, other.moduleId);
      await directory.withdrawLicense(anna.id, moduleId);
      await directory.withdrawLicense(anna.id, moduleId);
      await directory.withdrawLicense(NO_SUCH_ID, moduleId);
      assert.deepEqual((await associates.principal(anna)).licenses, [other]);
      assert.equal((await associates.principal(bo)).licenses.length, 1);
      const inUse = new RegExp(`users with the licensed module ${moduleId}.*Withdraw it`);
      await assertFails(directory.removeLicense(moduleId), 'conflict', inUse);
      await directory.withdrawLicense(bo.id, moduleId);
      await directory.removeLicense(moduleId);
      await assertFails(directory.removeLicense(moduleId), 'not-found', /no licensed module/);
      assert.deepEqual(await directory.listLicenses(), [other]);
    },
  );
}
