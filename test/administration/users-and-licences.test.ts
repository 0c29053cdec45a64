/** Operations on users and their licences, and their refusals. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LicenceModule, NewLicenceModule } from '../../src/domain/licences/licence.ts';
import { type AssociateProfile, createProfile } from '../../src/domain/users/associate.ts';
import type { GivenPerson } from '../../src/domain/users/users.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { assertFails } from '../conformance/check.ts';
import { NO_SUCH_ID, sampleModule } from '../conformance/samples.ts';
import { startSession, TestInstallation } from '../support/test-installation.ts';
import { assertRefused, byOperator, makeScene } from './scene.ts';

let installation: TestInstallation;
before(async () => {
  installation = await TestInstallation.create('online');
});
after(() => installation.close());

const administer = byOperator('administer-users');
const changeLicences = byOperator('change-licences');
const lastAdministrator = /no enabled user with the functional right admin-all/;

describe('Users', () => {
  it('are added with a valid profile', async () => {
    const { services } = await makeScene(installation);
    const add = (name: string, person: GivenPerson = {}, changes: Partial<AssociateProfile> = {}) =>
      services.users.add(administer, { ...createProfile(name, 4, 1, changes), person }, null);
    await assertFails(add('', { firstName: 'A' }), 'validation', /must not be empty/);
    await assertFails(add('7T:abc'), 'validation', /like a ticket/);
    await assertFails(add('a'.repeat(240), { firstName: 'A' }), 'validation', /239 at most/);
    const unnamed = { firstName: '', lastName: '' };
    await assertFails(add('cy', unnamed), 'invalid-argument', /full name must not be empty/);
    await assertFails(add('cy', { email: 'no address' }), 'invalid-argument', /no e-mail address/);
    await assertFails(add('BO'), 'validation', /named bo already/);
    await assertFails(add('cy', {}, { roleId: NO_SUCH_ID }), 'validation', /2000000000/);
    assert.deepEqual(await services.stores.persons.findAll([3]), [], 'nothing is half stored');
    const cy = await add('cy', { email: 'cy@example.com' });
    assert.deepEqual([cy.email, cy.fullName, cy.contactId], ['cy@example.com', 'cy', 1]);
  });

  it('cannot get a deleted role or group, but keep a group that is deleted later', async () => {
    const { services, bo } = await makeScene(installation);
    await services.roles.remove(byOperator('change-roles'), 5, 0);
    await services.stores.associates.update(bo.id, { ...bo, secondaryGroupIds: [2] });
    const [group] = await services.groups.findAll(byOperator('read-lists'), [2]);
    assert.ok(group);
    await services.stores.groups.update({ ...group, isDeleted: true });
    const changing = (changes: Parameters<typeof services.users.change>[2]) => () =>
      services.users.change(administer, bo.id, changes);
    await assertRefused('validation', [
      [changing({ roleId: 5 }), /The role User level 4 is deleted/],
    ]);
    const given = { ...createProfile('cy', 4, 2), person: {} };
    const added = services.users.add(administer, given, null);
    await assertFails(added, 'validation', /The group Sales is deleted/);
    const kept = await changing({ tooltip: 'Bo' })();
    assert.deepEqual([kept.tooltip, kept.secondaryGroupIds], ['Bo', [2]]);
  });

  it('include at least one enabled administrator', async () => {
    const { services, anna, bo, by } = await makeScene(installation);
    const { users } = services;
    const own = await by('administer-users');
    const resource = { type: 'resource', personId: 0 } as const;
    await assertRefused('conflict', [
      [() => users.remove(administer, anna.id), lastAdministrator],
      [() => users.disable(administer, anna.id), lastAdministrator],
      [() => users.change(administer, anna.id, { roleId: 4 }), lastAdministrator],
      [() => users.change(administer, anna.id, resource), lastAdministrator],
      [() => users.change(administer, anna.id, { isWaitingForApproval: true }), lastAdministrator],
      [() => users.remove(own, anna.id), /to yourself/],
      [() => users.disable(own, anna.id), /to yourself/],
    ]);
    assert.deepEqual(await services.stores.associates.find(anna.id), anna);
    await users.change(administer, bo.id, { roleId: 1 });
    await users.disable(administer, anna.id);
    await assertFails(users.remove(administer, bo.id), 'conflict', lastAdministrator);
    await users.remove(administer, anna.id);
  });

  it('lose sessions and tokens when they get a new password or are disabled', async () => {
    const { services, bo } = await makeScene(installation);
    for (const end of [
      () => services.passwords.set(byOperator('change-passwords'), bo, 'a new password'),
      () => services.users.disable(administer, bo.id),
    ]) {
      const user = (await services.stores.associates.find(bo.id)) ?? bo;
      const ticket = await startSession(services, user);
      assert.ok(await services.sessions.open(ticket));
      await end();
      assert.equal(await services.sessions.open(ticket), null);
    }
    await services.users.enable(administer, bo.id);
    assert.equal((await services.stores.associates.find(bo.id))?.disabledAtMs, null);
  });

  it('must exist', async () => {
    const { users } = (await makeScene(installation)).services;
    const works = [
      () => users.change(administer, NO_SUCH_ID, { name: 'x' }),
      () => users.remove(administer, NO_SUCH_ID),
      () => users.disable(administer, NO_SUCH_ID),
      () => users.enable(administer, NO_SUCH_ID),
    ];
    for (const work of works) await assertFails(work(), 'not-found', /List users/);
  });
});

async function moduleOf({ stores }: TenantServices, name: string): Promise<LicenceModule> {
  const module = (await stores.licences.listModules()).find((it) => it.name === name);
  assert.ok(module, name);
  return module;
}

describe('Licences', () => {
  it('are assigned with the modules of a plan, and counted', async () => {
    const { services, bo } = await makeScene(installation);
    const [plan, extra] = [
      await moduleOf(services, 'ten-sales'),
      await moduleOf(services, 'visible-for'),
    ];
    const inUse = async () => {
      const listed = await services.licences.list(byOperator('read-lists'));
      return listed.flatMap(({ module, inUse }) => (inUse > 0 ? [`${module.name} ${inUse}`] : []));
    };
    await services.licences.assign(administer, bo.id, [plan.id, extra.id, plan.id]);
    const planned = ['user 1', 'web 1', 'sale-cal 1', 'selection-cal 1', 'project-cal 1'];
    assert.deepEqual(await inUse(), [...planned, 'visible-for 1', 'ten-sales 1']);
    await services.licences.withdrawFrom(administer, plan.id, [bo.id]);
    assert.deepEqual(await inUse(), ['visible-for 1'], 'the plan took its modules with it');
    await services.licences.assignTo(administer, plan.id, [bo.id]);
    await services.licences.assign(administer, bo.id, [extra.id]);
    assert.deepEqual(await inUse(), ['visible-for 1']);
    await services.licences.withdrawAll(administer, bo.id);
    assert.deepEqual(await inUse(), []);
    await assertFails(
      services.licences.withdrawAll(administer, NO_SUCH_ID),
      'not-found',
      /List users/,
    );
  });

  it('are not assigned to users who cannot have them', async () => {
    const { services, bo } = await makeScene(installation);
    const ids = async (...names: string[]) =>
      Promise.all(names.map(async (name) => (await moduleOf(services, name)).id));
    const assign = (given: readonly number[]) => () =>
      services.licences.assign(administer, bo.id, given);
    await assertRefused('invalid-argument', [
      [assign([NO_SUCH_ID]), /no licence 2000000000/],
      [assign(await ids('server')), /for all users/],
      [assign(await ids('system-user-cal')), /for users of the type system/],
      [assign(await ids('web')), /needs the licence user/],
      [assign(await ids('ten-sales', 'ten-service')), /one user plan/],
    ]);
    assert.deepEqual(await services.stores.licences.countAssigned(), new Map());
    await assign(await ids('web', 'user'))();
  });

  it('are assigned while seats are free, after withdrawn ones are freed', async () => {
    const { services, anna, bo } = await makeScene(installation);
    const [sales, service] = [
      await moduleOf(services, 'ten-sales'),
      await moduleOf(services, 'ten-service'),
    ];
    for (const module of [sales, service]) {
      await services.licences.saveModule(changeLicences, { ...module, seats: 1 });
    }
    await services.licences.assign(administer, anna.id, [sales.id]);
    await services.licences.assign(administer, bo.id, [service.id]);
    const taken = services.licences.assign(administer, bo.id, [sales.id]);
    await assertFails(taken, 'no-licence', /All 1 seats of the licence ten-sales/);
    const ofBo = await services.stores.licences.assignedTo([bo.id]);
    const planned = [await moduleOf(services, 'user'), await moduleOf(services, 'web')];
    const expected = [...planned, service].map(({ id }) => id);
    assert.deepEqual(ofBo.get(bo.id), expected, 'nothing changed');
    await services.users.remove(administer, bo.id);
    await services.licences.assign(administer, anna.id, [service.id]);
  });

  it('have at least as many seats as are in use, and texts within limits', async () => {
    const { services, anna, bo } = await makeScene(installation);
    const plan = await moduleOf(services, 'ten-sales');
    for (const { id } of [anna, bo]) await services.licences.assign(administer, id, [plan.id]);
    const save = (changes: Partial<NewLicenceModule>) =>
      services.licences.saveModule(changeLicences, { ...plan, ...changes });
    await assertFails(save({ seats: 1 }), 'conflict', /2 users have the licence/);
    await save({ seats: 1, isUnrestricted: true });
    for (const [changes, message] of [
      [{ seats: 0 }, /1 to 1000000 seats/],
      [{ name: '' }, /must not be empty/],
      [{ extraInfo: 'a'.repeat(4_000) }, /3999 at most/],
      [{ sortOrder: 0.5 }, /sort order/],
      [{ extraFlags: 2 ** 31 }, /extra flags/],
    ] as const) {
      await assertFails(save(changes), 'invalid-argument', message);
    }
    const another = sampleModule(1, 'ten-sales', { version: '1.0' });
    const again = services.licences.saveModule(changeLicences, another);
    await assertFails(again, 'conflict', /licence named ten-sales/);
    const removing = services.licences.removeModule(changeLicences, plan.id);
    await assertFails(removing, 'conflict', /users with the licence/);
  });
});
