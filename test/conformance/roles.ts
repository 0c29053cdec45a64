/** Checks of roles, and of functional and data rights. */
import assert from 'node:assert/strict';
import { builtInFunctionalRights } from '../../src/domain/roles/built-in-functional-rights.ts';
import { builtInRoles } from '../../src/domain/roles/built-in-roles.ts';
import type { NewRole, RoleStore } from '../../src/domain/roles/role.ts';
import { assertFails, type TenantCheck } from './check.ts';
import { addSampleAssociate, NO_SUCH_ID, NOW_MS, sampleRight, sampleRole } from './samples.ts';

/** All values differ, so that no field can be mistaken for another. */
const full: NewRole = {
  name: 'Ærøskøbing',
  tooltip: 'Everyone on “Ærø”; all of them',
  type: 'external',
  rank: -7,
  isDeleted: true,
  usesCategories: false,
  createdAtMs: NOW_MS,
  createdBy: 17,
  updatedAtMs: NOW_MS + 1,
  updatedBy: 18,
};

const noRole = new RegExp(`no role ${NO_SUCH_ID}.*List roles`);

export function checkRoles(check: TenantCheck): void {
  checkRecords(check);
  checkUsers(check);
  checkCatalogue(check);
  checkFunctionalRights(check);
  checkDataRights(check);
  checkBuiltIn(check);
}

/** Adds roles with the names, in this order. */
async function addRoles(roles: RoleStore, ...names: readonly string[]): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const name of names) ids.push((await roles.add(sampleRole({ name }))).id);
  return ids;
}

function checkRecords(check: TenantCheck): void {
  check('a role keeps all fields', async ({ stores, reopen }) => {
    const added = await stores.roles.add(full);
    assert.deepEqual(added, { ...full, id: added.id });
    const other = await stores.roles.add({ ...full, isDeleted: false, usesCategories: true });
    const { roles } = await reopen();
    assert.deepEqual(await roles.find(added.id), added);
    assert.deepEqual(await roles.find(other.id), other);
    assert.equal(await roles.find(NO_SUCH_ID), null);
  });

  check('roles are listed by rank, then by id', async ({ stores: { roles } }) => {
    assert.deepEqual(await roles.list(), []);
    const last = await roles.add(sampleRole({ rank: 32_767 }));
    const first = await roles.add(sampleRole({ rank: -32_768, isDeleted: true }));
    const second = await roles.add(sampleRole({ rank: 5 }));
    const third = await roles.add(sampleRole({ rank: 5 }));
    assert.deepEqual(await roles.list(), [first, second, third, last]);
  });

  check('several roles may have the same name', async ({ stores: { roles } }) => {
    const [first, second] = await addRoles(roles, 'same', 'same');
    assert.notEqual(first, second);
  });

  check('an update changes one role only, and never its type', async ({ stores, reopen }) => {
    const other = await stores.roles.add(sampleRole());
    const { id } = await stores.roles.add(sampleRole({ rank: 2 }));
    await stores.roles.update({ ...full, id });
    const { roles } = await reopen();
    assert.deepEqual(await roles.find(id), { ...full, id, type: 'employee' });
    assert.deepEqual(await roles.find(other.id), other);
    await assertFails(roles.update({ ...full, id: NO_SUCH_ID }), 'not-found', noRole);
    assert.equal((await roles.list()).length, 2);
  });
}

function checkUsers(check: TenantCheck): void {
  check('the users of a role can be counted, and moved to another role', async ({ stores }) => {
    const { roles, associates } = stores;
    const anna = await addSampleAssociate(stores);
    const [second = 0, third = 0] = await addRoles(roles, 'second', 'third');
    const bo = await associates.add({ ...anna, name: 'bo' }, null, NOW_MS);
    const cy = await associates.add({ ...anna, name: 'cy', roleId: second }, null, NOW_MS);
    await associates.disable(bo.id, NOW_MS);
    assert.equal(await roles.countUsers(anna.roleId), 2);
    assert.equal(await roles.countUsers(NO_SUCH_ID), 0);
    assert.equal(await roles.moveUsers(anna.roleId, third), 2);
    assert.equal(await roles.moveUsers(anna.roleId, third), 0);
    assert.equal(await roles.countUsers(third), 2);
    for (const { id } of [anna, bo]) assert.equal((await associates.find(id))?.roleId, third);
    assert.deepEqual(await associates.find(cy.id), cy);
  });

  check('enabled users who have a right by their role can be counted', async ({ stores }) => {
    const { roles, associates } = stores;
    const count = () => roles.countEnabledUsersWith('Admin-ALL', 9);
    assert.equal(await count(), 0);
    const right = await roles.addRight(sampleRight('admin-all'));
    const other = await roles.addRight(sampleRight('other'));
    const anna = await addSampleAssociate(stores);
    const bo = await associates.add({ ...anna, name: 'bo' }, null, NOW_MS);
    const [plain = 0] = await addRoles(roles, 'plain');
    await associates.add({ ...anna, name: 'cy', roleId: plain }, null, NOW_MS);
    await roles.setRightIds(plain, [other.id]);
    assert.equal(await count(), 0);
    await roles.setRightIds(anna.roleId, [right.id, other.id]);
    assert.equal(await count(), 2);
    assert.equal(await roles.countEnabledUsersWith('admin-all', 1), 1, 'no further than the limit');
    await associates.disable(bo.id, NOW_MS);
    assert.equal(await count(), 1);
    assert.equal(await roles.countEnabledUsersWith('admin', 9), 0);
  });
}

function checkCatalogue(check: TenantCheck): void {
  check('functional rights keep all fields, ordered by id', async ({ stores, reopen }) => {
    const right = {
      name: 'allow-Ærø',
      label: 'Kan gå til Ærø',
      description: 'Lets the user go to “Ærø”.',
      roleType: 'external',
      requiredModule: 'ferry',
      isBuiltIn: true,
    } as const;
    const first = await stores.roles.addRight({ ...right, id: 9 });
    const second = await stores.roles.addRight(sampleRight('another'));
    assert.deepEqual(first, { ...right, id: 9 });
    const third = await stores.roles.addRight({ ...sampleRight('third'), id: 3 });
    assert.deepEqual(await (await reopen()).roles.listRights(), [third, first, second]);
  });

  check('functional right names are unique in any case', async ({ stores: { roles } }) => {
    const added = await roles.addRight(sampleRight('allow-Ærø'));
    const again = roles.addRight(sampleRight('ALLOW-ærø'));
    await assertFails(again, 'conflict', /functional right named ALLOW-ærø already/);
    assert.deepEqual(await roles.listRights(), [added]);
  });
}

function checkFunctionalRights(check: TenantCheck): void {
  check('a role has exactly the rights that were set last', async ({ stores, reopen }) => {
    const { roles } = stores;
    const [first = 0, second = 0] = await addRoles(roles, 'first', 'second');
    const ids: number[] = [];
    for (const name of ['a', 'b', 'c']) ids.push((await roles.addRight(sampleRight(name))).id);
    const [a = 0, b = 0, c = 0] = ids;
    await roles.setRightIds(first, [c, a, c]);
    await roles.setRightIds(second, [b]);
    const both = [second, first, NO_SUCH_ID];
    const expected = new Map([
      [second, [b]],
      [first, [a, c]],
      [NO_SUCH_ID, []],
    ]);
    assert.deepEqual(await (await reopen()).roles.rightIds(both), expected);
  });

  check('rights can be replaced and removed', async ({ stores: { roles } }) => {
    const [role = 0] = await addRoles(roles, 'role');
    const { id: a } = await roles.addRight(sampleRight('a'));
    const { id: b } = await roles.addRight(sampleRight('b'));
    await roles.setRightIds(role, [a]);
    await roles.setRightIds(role, [b]);
    assert.deepEqual((await roles.rightIds([role])).get(role), [b]);
    await roles.setRightIds(role, []);
    assert.deepEqual((await roles.rightIds([role])).get(role), []);
    assert.deepEqual(await roles.rightIds([]), new Map());
  });

  check('role and rights must exist, or nothing changes', async ({ stores: { roles } }) => {
    const [role = 0] = await addRoles(roles, 'role');
    const { id } = await roles.addRight(sampleRight('a'));
    await roles.setRightIds(role, [id]);
    const missing = new RegExp(`${NO_SUCH_ID}.*List functional rights`);
    await assertFails(roles.setRightIds(NO_SUCH_ID, [id]), 'not-found', noRole);
    await assertFails(roles.setRightIds(role, [id, NO_SUCH_ID]), 'not-found', missing);
    assert.deepEqual((await roles.rightIds([role])).get(role), [id]);
  });
}

function checkDataRights(check: TenantCheck): void {
  check('only the given cells of a matrix are replaced', async ({ stores, reopen }) => {
    const { roles } = stores;
    const [first = 0, second = 0] = await addRoles(roles, 'first', 'second');
    await roles.setDataRights(first, 'contact', {
      MyOwn: 'CRUD',
      PrimaryGroup: 'CR',
      Anonymous: '',
    });
    await roles.setDataRights(first, 'SaleStakeholder', { MyOwn: 'R' });
    await roles.setDataRights(second, 'contact', { MyOwn: 'CRU' });
    await roles.setDataRights(first, 'contact', { PrimaryGroup: '', OtherGroups: 'R' });
    await roles.setDataRights(first, 'contact', {});
    const expected = new Map([
      [second, { contact: { MyOwn: 'CRU' } }],
      [first, { contact: { MyOwn: 'CRUD', OtherGroups: 'R' }, SaleStakeholder: { MyOwn: 'R' } }],
      [NO_SUCH_ID, {}],
    ]);
    const reopened = await reopen();
    assert.deepEqual(await reopened.roles.dataRights([second, first, NO_SUCH_ID]), expected);
    assert.deepEqual(await reopened.roles.dataRights([]), new Map());
  });

  check('an unknown role cannot get data rights', async ({ stores: { roles } }) => {
    const set = roles.setDataRights(NO_SUCH_ID, 'contact', { MyOwn: 'R' });
    await assertFails(set, 'not-found', noRole);
  });
}

function checkBuiltIn(check: TenantCheck): void {
  check('a tenant gets the built-in roles and rights', async ({ stores, reopen }) => {
    await stores.roles.addBuiltIn(builtInFunctionalRights, builtInRoles, NOW_MS);
    const reopened = await reopen();
    const { roles, associates } = reopened;
    const byId = builtInFunctionalRights.toSorted((one, other) => one.id - other.id);
    assert.deepEqual(await roles.listRights(), byId);
    const ids = builtInRoles.map(({ id }) => id);
    const listed = await roles.list();
    assert.deepEqual(
      listed.map(({ id }) => id),
      ids,
    );
    const { functionalRights, dataRights, ...texts } = builtInRoles[0] ?? assert.fail();
    const times = { createdAtMs: NOW_MS, createdBy: 0, updatedAtMs: NOW_MS, updatedBy: 0 };
    const marks = { rank: 1, isDeleted: false, usesCategories: false };
    assert.deepEqual(listed[0], { ...texts, ...marks, ...times });
    const granted = await roles.rightIds(ids);
    const matrices = await roles.dataRights(ids);
    for (const { id, functionalRights: names } of builtInRoles) {
      assert.equal(granted.get(id)?.length, names.length, `rights of ${id}`);
    }
    assert.deepEqual(matrices.get(1), dataRights);
    const anna = await addSampleAssociate(reopened);
    const principal = await associates.principal({ ...anna, roleId: 1 });
    assert.deepEqual(
      principal.functionalRights,
      functionalRights
        .filter((name) => !byId.find((it) => it.name === name)?.requiredModule)
        .sort(),
    );
    assert.equal((await roles.add(sampleRole())).id, 18, 'ids go on after 16, and 17 was added');
  });
}
