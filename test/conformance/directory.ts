/** Checks of roles, groups and licences. */
import assert from 'node:assert/strict';
import type { License, Role } from '../../src/domain/associate.ts';
import { assertFails, type Check } from './check.ts';
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

export function checkDirectory(check: Check): void {
  checkRoles(check);
  checkGroups(check);
  checkLicenses(check);
}

function checkRoles(check: Check): void {
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

function checkGroups(check: Check): void {
  check('groups keep their names, in the order of ids', async ({ stores, reopen }) => {
    const { directory } = stores;
    const first = await directory.addGroup('Salg på Ærø');
    const second = await directory.addGroup('Alle');
    assert.equal(first.name, 'Salg på Ærø');
    assert.ok(first.id < second.id);
    assert.deepEqual(await (await reopen()).directory.listGroups(), [first, second]);
  });

  check('a group name is taken in any case', async ({ stores }) => {
    const added = await stores.directory.addGroup('Salg på Ærø');
    const again = stores.directory.addGroup('salg PÅ ærø');
    await assertFails(again, 'conflict', /group named salg PÅ ærø/);
    assert.deepEqual(await stores.directory.listGroups(), [added]);
  });
}

function checkLicenses(check: Check): void {
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
