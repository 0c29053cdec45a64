/** Operations on roles and rights, and their refusals. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorise } from '../../src/domain/actor.ts';
import type { RoleType } from '../../src/domain/roles/role-type.ts';
import { assertFails } from '../conformance/check.ts';
import { NO_SUCH_ID } from '../conformance/samples.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';
import { actorOf, assertRefused, byOperator, makeScene, roleInput } from './scene.ts';

let installation: TestInstallation;
before(async () => {
  installation = await TestInstallation.create('online');
});
after(() => installation.close());

const ADMIN_ALL = 1;
const HIDE_COMPANY = 9;
const EXT_RIGHT = 31;
const change = byOperator('change-roles');
const read = byOperator('read-roles');
const look = byOperator('read-lists');

describe('Roles are listed', () => {
  it('by type and rank, without deleted ones', async () => {
    const { services } = await makeScene(installation);
    await services.roles.remove(change, 16, 0);
    const list = async (type: RoleType) =>
      (await services.roles.list(look, type)).map(({ id }) => id);
    assert.deepEqual(await list('employee'), [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 15]);
    assert.deepEqual(await list('external'), [10]);
    assert.deepEqual(await list('system'), [12]);
    const draft = await services.roles.draft(read, 'external');
    const { id, name, rank, type, isDeleted } = draft.role;
    assert.deepEqual([id, name, rank, type, isDeleted], [0, '', 17, 'external', false]);
    assert.equal((await services.stores.roles.list()).length, 16, 'a draft is not stored');
  });

  it('with details only for their own users and administrators', async () => {
    const { services, bo, by } = await makeScene(installation);
    const actor = authorise(await actorOf(services, bo), 'read-lists');
    assert.equal((await services.roles.details(actor, 4))?.role.id, 4);
    assert.ok((await services.roles.rightsOf(actor, 4)).length > 0);
    await assertRefused('not-permitted', [
      [() => services.roles.details(actor, 5), /admin-role/],
      [() => services.roles.rightsOf(actor, 5), /admin-role/],
      [() => services.roles.dataRight(actor, 5, 'sale', 'MyOwn'), /admin-role/],
    ]);
    assert.equal((await services.roles.details(await by('read-lists'), 5))?.role.id, 5);
    assert.equal(await services.roles.details(look, NO_SUCH_ID), null);
    await assertFails(services.roles.rightsOf(look, NO_SUCH_ID), 'not-found', /List roles/);
  });

  it('by their rights, case-insensitive', async () => {
    const { services } = await makeScene(installation);
    const idsOf = (roles: readonly { readonly id: number }[]) => roles.map(({ id }) => id);
    assert.deepEqual(idsOf(await services.roles.withRights(read, ['ADMIN-all'])), [1, 15]);
    assert.deepEqual(
      idsOf(await services.roles.withRights(read, ['admin-users', 'none'])),
      [1, 8, 15],
    );
    assert.deepEqual(await services.roles.withRights(read, []), []);
    assert.equal((await services.roles.withoutRights(read, [])).length, 16);
    assert.equal((await services.roles.withoutRights(read, ['admin-all'])).length, 14);
  });
});

describe('A role is saved', () => {
  it('with user and time, and may have the name of another role', async () => {
    const { services, anna, by } = await makeScene(installation);
    const dataRights = { sale: { MyOwn: 'CRUD', OtherGroups: 'R' } } as const;
    const given = roleInput({ name: 'User level 0', dataRights });
    const saved = await services.roles.save(await by('change-roles'), given);
    assert.deepEqual(saved.dataRights, dataRights);
    assert.equal(saved.createdBy?.id, anna.id);
    assert.deepEqual(saved, await services.roles.details(look, saved.role.id));
    const changed = await services.roles.save(change, { ...given, id: saved.role.id, rank: 51 });
    assert.equal(changed.role.rank, 51);
    assert.equal(changed.updatedBy, null, 'an operator is no user');
    assert.equal(changed.createdBy?.id, anna.id);
    assert.deepEqual(changed.dataRights, dataRights);
  });

  it('without changing its type', async () => {
    const { services } = await makeScene(installation);
    const { role } = await services.roles.save(change, roleInput({ id: 10, type: 'employee' }));
    assert.equal(role.type, 'external');
  });

  it('only with valid texts, ranks and cells', async () => {
    const { services } = await makeScene(installation);
    const save = (changes: Parameters<typeof roleInput>[0]) => async () =>
      services.roles.save(change, roleInput(changes));
    await assertRefused('invalid-argument', [
      [save({ name: '' }), /must not be empty/],
      [save({ name: 'a'.repeat(240) }), /239 at most/],
      [save({ name: 'a\u0007' }), /control characters/],
      [save({ tooltip: 'a'.repeat(255) }), /254 at most/],
      [save({ rank: 32_768 }), /rank 32768/],
      [save({ dataRights: { sale: { MyCompany: 'R' } } }), /no data rights .* MyCompany/],
    ]);
    assert.equal((await services.stores.roles.list()).length, 16, 'nothing is stored');
    await services.roles.save(
      change,
      roleInput({ name: 'a'.repeat(239), tooltip: 'b'.repeat(254) }),
    );
  });

  it('unless its type allows only one role or none', async () => {
    const { services } = await makeScene(installation);
    const save = (changes: Parameters<typeof roleInput>[0]) => async () =>
      services.roles.save(change, roleInput(changes));
    await assertRefused('conflict', [
      [save({ type: 'system' }), /one role of the type system/],
      [save({ type: 'anonymous' }), /one role of the type anonymous/],
      [save({ id: 12 }), /type system, and cannot be changed/],
      [() => services.roles.setRights(change, 12, []), /type system/],
      [() => services.roles.setDataRight(change, 12, 'sale', {}), /type system/],
    ]);
    await assertFails(save({ id: NO_SUCH_ID })(), 'not-found', /List roles/);
  });
});

describe('A role is deleted', () => {
  it('after its users got another role of its type', async () => {
    const { services, bo } = await makeScene(installation);
    await services.roles.remove(change, 4, 5);
    assert.equal((await services.stores.associates.find(bo.id))?.roleId, 5);
    assert.equal((await services.stores.roles.find(4))?.isDeleted, true);
    await assertFails(services.roles.remove(change, 4, 5), 'not-found', /no role 4/);
    const { role } = await services.roles.save(change, roleInput({ id: 4 }));
    assert.equal(role.isDeleted, false, 'saving restores it');
  });

  it('only with a valid replacement', async () => {
    const { services } = await makeScene(installation);
    await services.roles.remove(change, 16, 0);
    const remove = (replacementId: number) => () => services.roles.remove(change, 4, replacementId);
    await assertRefused('invalid-argument', [
      [remove(0), /none was given/],
      [remove(NO_SUCH_ID), /no role 2000000000/],
      [remove(4), /cannot replace itself/],
      [remove(16), /is deleted/],
      [remove(10), /is of the type external/],
      [() => services.roles.save(change, roleInput({ id: 4, isDeleted: true })), /none was given/],
    ]);
    assert.equal((await services.stores.roles.find(4))?.isDeleted, false);
    const { role } = await services.roles.save(change, roleInput({ id: 5, isDeleted: true }));
    assert.equal(role.isDeleted, true, 'nobody has it');
  });

  it('unless it cannot be deleted', async () => {
    const { services, bo } = await makeScene(installation);
    await services.stores.roles.setRightIds(4, [ADMIN_ALL]);
    const bosActor = authorise(await actorOf(services, bo), 'change-roles');
    await assertRefused('conflict', [
      [() => services.roles.remove(bosActor, 4, 5), /your own/],
      [() => services.roles.remove(change, 1, 2), /an administrator needs it/],
      [() => services.roles.remove(change, 10, 0), /the only one of the type external/],
      [() => services.roles.remove(change, 11, 0), /no other can be made/],
      [() => services.roles.remove(change, 12, 0), /no other can be made/],
    ]);
    await assertFails(services.roles.remove(change, NO_SUCH_ID, 1), 'not-found', /List roles/);
  });
});

describe('Functional rights', () => {
  it('are replaced as a set', async () => {
    const { services } = await makeScene(installation);
    await services.roles.setRights(change, 4, [HIDE_COMPANY, 10, HIDE_COMPANY]);
    const rights = await services.roles.rightsOf(look, 4);
    assert.deepEqual(
      rights.map(({ id }) => id),
      [HIDE_COMPANY, 10],
    );
    await services.roles.setRights(change, 4, []);
    assert.deepEqual(await services.roles.rightsOf(look, 4), []);
    assert.equal((await services.roles.listRights(look, 'external')).length, 7);
    assert.deepEqual(await services.roles.listRights(look, 'anonymous'), []);
  });

  it('must exist for roles of that type, or nothing changes', async () => {
    const { services } = await makeScene(installation);
    const before = await services.roles.rightsOf(look, 4);
    await assertRefused('invalid-argument', [
      [
        () => services.roles.setRights(change, 4, [1, NO_SUCH_ID]),
        /no functional right 2000000000/,
      ],
      [() => services.roles.setRights(change, 4, [EXT_RIGHT]), /type employee cannot have/],
      [() => services.roles.setRights(change, 10, [ADMIN_ALL]), /type external cannot have/],
    ]);
    assert.deepEqual(await services.roles.rightsOf(look, 4), before);
    await assertFails(services.roles.setRights(change, NO_SUCH_ID, []), 'not-found', /List roles/);
  });

  it('cannot be taken from the last administrator who can log in', async () => {
    const { services, anna } = await makeScene(installation);
    const refusal = /no enabled user with the functional right admin-all/;
    await assertFails(services.roles.setRights(change, 1, [2]), 'conflict', refusal);
    assert.ok((await services.roles.rightsOf(look, 1)).length > 1);
    const cy = await addUser(services, 'cy', null, { roleId: 15 });
    await services.stores.associates.disable(anna.id, 0);
    await assertFails(services.roles.remove(change, 15, 2), 'conflict', refusal);
    assert.equal((await services.stores.associates.find(cy.id))?.roleId, 15);
    await services.roles.remove(change, 15, 1);
    await services.stores.associates.disable(cy.id, 0);
    await services.roles.setRights(change, 1, []);
  });
});

describe('Data rights', () => {
  it("exist only for the columns of the role's type", async () => {
    const { services } = await makeScene(installation);
    await services.roles.setDataRight(change, 4, 'sale', { MyOwn: 'CR', OtherGroups: '' });
    const row = await services.roles.dataRightRow(look, 4, 'sale');
    assert.deepEqual(row, [
      ['MyOwn', 'CR'],
      ['PrimaryGroup', 'R'],
      ['OtherGroups', ''],
      ['OtherAssociates', ''],
      ['ExternalUser', ''],
      ['Anonymous', 'CRUD'],
    ]);
    assert.equal(await services.roles.dataRight(look, 4, 'sale', 'MyOwn'), 'CR');
    assert.deepEqual(await services.roles.dataRightRow(look, 12, 'sale'), []);
    await assertRefused('invalid-argument', [
      [() => services.roles.dataRight(look, 4, 'sale', 'MyCompany'), /no data rights/],
      [
        () => services.roles.setDataRight(change, 4, 'sale', { SameProject: 'R' }),
        /no data rights/,
      ],
    ]);
    await assertRefused('not-found', [
      [() => services.roles.dataRight(look, NO_SUCH_ID, 'sale', 'MyOwn'), /List roles/],
      [() => services.roles.setDataRight(change, NO_SUCH_ID, 'sale', {}), /List roles/],
    ]);
  });
});
