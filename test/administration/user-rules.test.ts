/** Rules of users: names, persons, retiring, and what administrators of users may not do. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Authorised, authorise } from '../../src/domain/actor.ts';
import { createContact } from '../../src/domain/contacts/contact.ts';
import { ValidationError } from '../../src/domain/errors.ts';
import { createPerson } from '../../src/domain/persons/person.ts';
import { type AssociateProfile, createProfile } from '../../src/domain/users/associate.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { assertFails } from '../conformance/check.ts';
import { NO_SUCH_ID } from '../conformance/samples.ts';
import {
  addUser,
  administratorRoleId,
  startSession,
  TestInstallation,
} from '../support/test-installation.ts';
import { TenantRecords } from '../support/user-agent-scene.ts';
import { actorOf, byOperator, makeScene } from './scene.ts';

const USER_ROLE = 4;
const EXTERNAL_ROLE = 10;
const SYSTEM_ROLE = 12;
const caller = { address: '192.0.2.7', userAgent: 'test' };

let installation: TestInstallation;
before(async () => {
  installation = await TestInstallation.create('online');
});
after(() => installation.close());

const administer = byOperator('administer-users');

/** The problems that a change of the user would have, by field. */
async function problemsOf(
  { users }: TenantServices,
  id: number,
  given: Partial<AssociateProfile>,
  actor: Authorised<'administer-users'> = administer,
): Promise<Readonly<Record<string, string>>> {
  try {
    await users.change(actor, id, given);
  } catch (error) {
    assert.ok(error instanceof ValidationError, String(error));
    return Object.fromEntries(error.problems);
  }
  return {};
}

describe('A user', () => {
  it('is told all problems at once, by field', async () => {
    const { services, bo } = await makeScene(installation);
    const problems = await problemsOf(services, bo.id, {
      name: '7T:x',
      userName: ' x',
      nickName: 'x'.repeat(64),
      tooltip: 'x'.repeat(255),
      rank: 40_000,
      roleId: NO_SUCH_ID,
      groupId: NO_SUCH_ID,
      secondaryGroupIds: [NO_SUCH_ID],
      personId: NO_SUCH_ID,
    });
    const fields = 'Name UserName NickName Tooltip Rank Role UserGroup OtherGroups Person';
    assert.deepEqual(Object.keys(problems), fields.split(' '));
    assert.deepEqual(await services.stores.associates.find(bo.id), bo);
  });

  it('cannot have a login name of another, retired ones included', async () => {
    const { services, bo } = await makeScene(installation);
    const cy = await addUser(services, 'cy', null, {
      userName: 'cy@login',
      nickName: 'Cyan',
      email: 'cy@example.com',
    });
    await services.users.setRetired(administer, cy.id, true);
    for (const name of ['CY', 'CY@login', 'CY@example.com']) {
      assert.deepEqual(Object.keys(await problemsOf(services, bo.id, { name })), ['Name'], name);
      const asUserName = await problemsOf(services, bo.id, { userName: name });
      assert.deepEqual(Object.keys(asUserName), ['UserName'], name);
    }
    assert.match((await problemsOf(services, bo.id, { nickName: 'CYAN' }))['NickName'] ?? '', /cy/);
    for (const email of ['cy@login', 'CY@LOGIN']) {
      const change = services.users.change(administer, bo.id, { person: { email } });
      await assertFails(change, 'invalid-argument', /^Another user has the user name cy@login/i);
    }
    assert.deepEqual(await problemsOf(services, cy.id, { name: 'cy@LOGIN', userName: 'cy' }), {});
  });

  it('has the person, the role and the groups that its type requires', async () => {
    const { services, bo } = await makeScene(installation);
    const { contacts, persons } = services;
    const elsewhere = await contacts.add(administer, createContact('Customer'));
    const stranger = await persons.add(
      administer,
      createPerson({ firstName: 'Åse', contactId: elsewhere.id }),
    );
    const fieldsOf = async (given: Partial<AssociateProfile>) =>
      Object.keys(await problemsOf(services, bo.id, given)).join(' ');
    assert.equal(await fieldsOf({ personId: 0 }), 'Person');
    assert.equal(await fieldsOf({ personId: stranger.id }), 'Person');
    assert.equal(await fieldsOf({ type: 'system' }), 'Role UserGroup Person');
    assert.equal(await fieldsOf({ type: 'external', groupId: 0 }), 'Role');
    const external = { type: 'external', groupId: 0, roleId: 10 } as const;
    assert.equal(await fieldsOf({ ...external, personId: stranger.id }), '');
    const back = { type: 'internal', groupId: 1, roleId: USER_ROLE } as const;
    assert.equal(await fieldsOf(back), 'Person');
    await contacts.change(administer, elsewhere.id, { isOwnCompany: true });
    assert.equal(await fieldsOf(back), '');
    await assertFails(
      contacts.change(administer, elsewhere.id, { isOwnCompany: false }),
      'conflict',
      /internal users belong/,
    );
    await assertFails(
      persons.change(administer, stranger.id, { contactId: 0 }),
      'invalid-argument',
      /no own company/,
    );
  });

  it('loses sessions with another type and while waiting, and keeps them otherwise', async () => {
    const { services, bo } = await makeScene(installation);
    const { users, sessions, stores } = services;
    const ticket = await startSession(services, bo);
    await users.change(administer, bo.id, { name: 'other', tooltip: 'x', roleId: 5 });
    assert.ok(await sessions.open(ticket));
    await users.change(administer, bo.id, { isWaitingForApproval: true });
    assert.equal(await sessions.open(ticket), null);
    const waiting = await stores.associates.find(bo.id);
    assert.equal(waiting?.generation, bo.generation + 1);
    await users.change(administer, bo.id, { isWaitingForApproval: false });
    const again = await startSession(services, (await stores.associates.find(bo.id)) ?? bo);
    const external = { type: 'external', groupId: 0, roleId: 10 } as const;
    await users.change(administer, bo.id, external);
    assert.equal(await sessions.open(again), null);
  });
});

describe('Retiring', () => {
  it('takes licences, ends sessions and marks the person', async () => {
    const { services, bo } = await makeScene(installation);
    const { users, stores, sessions, licences } = services;
    const [module] = (await stores.licences.listModules()).filter(({ name }) => name === 'user');
    assert.ok(module);
    await licences.assign(administer, bo.id, [module.id]);
    const ticket = await startSession(services, bo);
    await users.setRetired(administer, bo.id, true);
    assert.equal(await sessions.open(ticket), null);
    const retired = await stores.associates.find(bo.id);
    assert.ok(retired?.retiredAtMs);
    assert.equal(retired.isPersonRetired, true);
    assert.deepEqual((await stores.licences.assignedTo([bo.id])).get(bo.id), []);
    await users.setRetired(administer, bo.id, false);
    const back = await stores.associates.find(bo.id);
    assert.deepEqual([back?.retiredAtMs, back?.isPersonRetired], [null, false]);
    assert.deepEqual((await stores.licences.assignedTo([bo.id])).get(bo.id), []);
    assert.equal(await sessions.open(ticket), null);
  });

  it('is refused for oneself and for the last administrator', async () => {
    const { services, anna, by } = await makeScene(installation);
    const own = services.users.setRetired(await by('administer-users'), anna.id, true);
    await assertFails(own, 'conflict', /to yourself/);
    const last = services.users.setRetired(administer, anna.id, true);
    await assertFails(last, 'conflict', /admin-all/);
    const waiting = services.users.change(administer, anna.id, { isWaitingForApproval: true });
    await assertFails(waiting, 'conflict', /admin-all/);
  });

  it('keeps a user from logging in, as disabling, waiting and the type resource do', async () => {
    const { services } = await makeScene(installation);
    const { users, logins } = services;
    const add = (name: string, changes: Partial<AssociateProfile> = {}) =>
      addUser(services, name, 'secret', changes);
    const logIn = async (userName: string) =>
      (await logins.authenticate({ kind: 'password', userName, password: 'secret' }, caller)) !==
      null;
    const implicit = async (userName: string) =>
      (await logins.authenticate({ kind: 'assertion', userName }, caller)) !== null;
    await add('works', { userName: 'second name' });
    await users.setRetired(administer, (await add('retired')).id, true);
    await users.disable(administer, (await add('disabled')).id);
    await add('waiting', { isWaitingForApproval: true });
    await add('resource', { type: 'resource' });
    assert.ok(await logIn('WORKS'));
    assert.ok(await logIn('Second Name'));
    for (const name of ['retired', 'disabled', 'waiting', 'resource']) {
      assert.equal(await logIn(name), false, name);
      assert.equal(await implicit(name), false, name);
    }
  });
});

it('A user of the type resource gets no password', async () => {
  const { services, bo } = await makeScene(installation);
  const { users, passwords } = services;
  const password = await passwords.accept('correct horse');
  const profile = { ...bo, name: 'room', type: 'resource', personId: 0 } as const;
  await assertFails(
    users.add(administer, profile, password),
    'validation',
    /cannot have a password/,
  );
  const room = await users.add(administer, profile, null);
  const setting = passwords.set(byOperator('change-passwords'), room, 'correct horse');
  await assertFails(setting, 'conflict', /cannot have a password/);
});

describe('An administrator of users without admin-all', () => {
  it('cannot touch a user who has it, and cannot give it', async () => {
    const { services, anna, bo } = await makeScene(installation);
    const { users, persons, passwords } = services;
    const records = new TenantRecords(services);
    const role = await records.addRole(['admin-users']);
    const mighty = await records.addRole(['admin-users', 'admin-role']);
    const cy = await addUser(services, 'cy', null, { roleId: role.id });
    const actor = authorise(await actorOf(services, cy), 'administer-users');
    for (const work of [
      () => users.change(actor, anna.id, { tooltip: 'x' }),
      () => users.remove(actor, anna.id),
      () => users.disable(actor, anna.id),
      () => users.setRetired(actor, anna.id, true),
      () => passwords.set(authorise(actor, 'change-passwords'), anna, 'correct horse'),
      () => persons.change(actor, anna.personId, { email: 'cy@example.com' }),
    ]) {
      await assertFails(work(), 'not-permitted', /rights to administer that you do not have/);
    }
    assert.deepEqual(await services.stores.associates.find(anna.id), anna);
    for (const roleId of [administratorRoleId, mighty.id]) {
      const { Role } = await problemsOf(services, bo.id, { roleId }, actor);
      assert.match(Role ?? '', /admin-.*you do not have/);
    }
    const { Role } = await problemsOf(services, cy.id, { roleId: USER_ROLE }, actor);
    assert.match(Role ?? '', /your own role/);
    const robot = createProfile('robot', SYSTEM_ROLE, 0, { type: 'system' });
    await assertFails(users.add(actor, robot, null), 'validation', /every right/);
    assert.deepEqual(await problemsOf(services, bo.id, { roleId: role.id }, actor), {});
  });

  it('does not give the person or the e-mail address of a user who has it', async () => {
    const { services } = await makeScene(installation);
    const { users, persons } = services;
    const email = 'boss@example.com';
    const boss = await addUser(services, 'boss', null, { roleId: administratorRoleId, email });
    const records = new TenantRecords(services);
    const { id: roleId } = await records.addRole(['admin-users']);
    const cy = await addUser(services, 'cy', null, { roleId });
    const actor = authorise(await actorOf(services, cy), 'administer-users');
    const own = persons.change(actor, cy.personId, { email: 'BOSS@example.com' });
    await assertFails(own, 'invalid-argument', /whom you do not administer/);
    const same = await persons.add(actor, createPerson({ firstName: 'Boss', email }));
    for (const personId of [boss.personId, same.id]) {
      const profile = { type: 'external', personId } as const;
      const made = users.add(actor, createProfile('twin', EXTERNAL_ROLE, 0, profile), null);
      await assertFails(made, 'validation', /whom you do not administer/);
    }
    const partner = await records.addExternalUser();
    const { Person } = await problemsOf(services, partner.id, { personId: boss.personId }, actor);
    assert.match(Person ?? '', /whom you do not administer/);
    assert.deepEqual(await problemsOf(services, partner.id, { personId: boss.personId }), {});
  });

  it('changes its own role neither with admin-all', async () => {
    const { services, anna, by } = await makeScene(installation);
    const actor = await by('administer-users');
    const { Role } = await problemsOf(services, anna.id, { roleId: USER_ROLE }, actor);
    assert.match(Role ?? '', /your own role/);
  });
});
