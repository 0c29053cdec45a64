/** The User agent's operations on external users, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Associate } from '../../src/domain/users/associate.ts';
import {
  addPerson,
  addUser,
  administratorRoleId,
  startSession,
} from '../support/test-installation.ts';
import {
  type Agent,
  agentOf,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import { type SceneCaller, scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

const EXTERNAL_ROLE = 10;
const PASSWORD = 'correct horse';
const illegal = 'SoIllegalOperationException';
const validation = 'SoValidationException';
const notPermitted = /^You are not permitted to do this\..*licence admin-extern-user/;

async function logsIn(userName: string, password: string): Promise<boolean> {
  const { logins } = scene.services;
  const credentials = { kind: 'password', userName, password } as const;
  const caller = { address: '192.0.2.1', userAgent: 'test' };
  return (await logins.authenticate(credentials, caller)) !== null;
}

const find = (id: number) => scene.services.stores.associates.find(id);

/** Gives a user the licence to administer external users. */
async function license({ user }: SceneCaller): Promise<void> {
  const { licences } = scene.services.stores;
  const modules = await licences.listModules();
  const module = modules.find(({ name }) => name === 'admin-extern-user');
  assert.ok(module);
  await licences.assign(user.id, module.id);
}

for (const way of ways) {
  describe(`external users by ${way}`, () => {
    let administrator: SceneCaller;
    let agent: Agent;
    let contactId: number;
    before(async () => {
      administrator = await scene.caller('admin-users');
      agent = agentOf(way, { url: scene.url, ticket: administrator.ticket });
      contactId = (await scene.addContact()).id;
    });

    const newPerson = (email: string | null = null) =>
      addPerson(scene.services.stores, 'Åse Berg', email, contactId);
    const request = (PersonId: number, changes: object = {}) => ({
      PersonId,
      UserName: scene.name('external'),
      Password: PASSWORD,
      RoleId: EXTERNAL_ROLE,
      IsActive: true,
      ...changes,
    });
    const create = async (PersonId: number, changes: object = {}): Promise<Associate> => {
      const answer = agent('CreateExternalUser', request(PersonId, changes));
      const user = await find(Number(await resultOf(answer)));
      assert.ok(user);
      return user;
    };
    const set = (AssociateId: number, ExternalUserInfoModification: string, given: object) =>
      agent('SetExternalUserInfo', {
        AssociateId,
        UserName: 'ignored',
        Password: 'ignored password',
        IsActive: false,
        RoleId: 4711,
        ...given,
        ExternalUserInfoModification,
      });
    const remove = (AssociateId: number) => agent('DeleteExternalUser', { AssociateId });

    it('are added for a person, and log in', async () => {
      const personId = await newPerson();
      const UserName = scene.name('external');
      const user = await create(personId, { UserName });
      const { name, type, roleId, groupId, disabledAtMs } = user;
      assert.deepEqual(
        { name, type, roleId, groupId, personId: user.personId, disabledAtMs },
        {
          name: UserName,
          type: 'external',
          roleId: EXTERNAL_ROLE,
          groupId: 0,
          personId,
          disabledAtMs: null,
        },
      );
      assert.ok(await logsIn(UserName, PASSWORD));
    });

    it('have their e-mail address as name by default', async () => {
      const email = `${scene.name('ase').replace(' ', '')}@example.com`;
      assert.equal((await create(await newPerson(email), { UserName: '' })).name, email);
      assert.match((await create(await newPerson(), { UserName: null })).name, /^Åse\.Berg\d*$/);
    });

    it('cannot log in before they are active', async () => {
      const user = await create(await newPerson(), { IsActive: false });
      assert.ok(!(await logsIn(user.name, PASSWORD)));
      await resultOf(set(user.id, 'Active', { IsActive: true }));
      assert.ok(await logsIn(user.name, PASSWORD));
      const ticket = await startSession(scene.services, user);
      await resultOf(set(user.id, 'Active', { IsActive: false }));
      assert.ok(!(await logsIn(user.name, PASSWORD)));
      assert.equal(await scene.services.sessions.open(ticket), null);
    });

    it('are refused with a wrong person, role, name or password', async () => {
      const { associates } = scene.services.stores;
      const user = await create(await newPerson());
      const before = await associates.list(0, 1000);
      const personId = await newPerson();
      const refused = (changes: object, message: RegExp) => {
        const answer = agent('CreateExternalUser', request(personId, changes));
        return requireRefused(answer, validation, message);
      };
      await refused({ PersonId: 4711 }, /There is no person 4711/);
      await refused({ PersonId: 0 }, /needs a person/);
      await refused({ RoleId: 4 }, /needs one of the type external/);
      await refused({ RoleId: 0 }, /There is no role 0/);
      await refused({ UserName: user.name.toUpperCase() }, /There is a user named/);
      await refused({ UserName: 'x'.repeat(240) }, /It may have 239 at most/);
      await refused({ Password: '' }, /^The password needs at least 8 characters\.$/);
      await refused({ Password: null }, /^The password needs at least 8 characters\.$/);
      assert.deepEqual(await associates.list(0, 1000), before);
    });

    it('change only where a flag is set', async () => {
      const user = await create(await newPerson());
      const role = await scene.addRole([], 'external');
      await resultOf(set(user.id, '', {}));
      await resultOf(set(user.id, 'UndefinedValue16', {}));
      assert.deepEqual(await find(user.id), user);
      assert.ok(await logsIn(user.name, PASSWORD));
      const UserName = scene.name('renamed');
      await resultOf(set(user.id, 'UserName', { UserName }));
      assert.deepEqual(await find(user.id), { ...user, name: UserName });
      await resultOf(set(user.id, 'Role', { RoleId: role.id }));
      assert.deepEqual(await find(user.id), { ...user, name: UserName, roleId: role.id });
      const ticket = await startSession(scene.services, user);
      await resultOf(set(user.id, 'Password', { Password: 'another horse' }));
      assert.equal(await scene.services.sessions.open(ticket), null);
      assert.ok(await logsIn(UserName, 'another horse'));
      assert.ok(!(await logsIn(UserName, PASSWORD)));
    });

    it('change in all fields at once, or in none', async () => {
      const user = await create(await newPerson(), { IsActive: false });
      const all = 'UserName Password Role Active';
      const given = { Password: 'another horse', IsActive: true, RoleId: EXTERNAL_ROLE };
      const bad = set(user.id, all, { ...given, UserName: administrator.user.name });
      await requireRefused(bad, validation, /There is a user named/);
      const short = set(user.id, all, { ...given, UserName: 'x', Password: 'short' });
      await requireRefused(short, validation, /at least 8 characters/);
      assert.deepEqual(await find(user.id), user);
      const UserName = scene.name('all');
      await resultOf(set(user.id, all, { ...given, UserName }));
      assert.ok(await logsIn(UserName, 'another horse'));
    });

    it('are removed, and the person stays', async () => {
      const user = await create(await newPerson());
      const ticket = await startSession(scene.services, user);
      await resultOf(remove(user.id));
      assert.equal(await find(user.id), null);
      assert.equal(await scene.services.sessions.open(ticket), null);
      assert.equal((await scene.services.stores.persons.findAll([user.personId])).length, 1);
      await requireRefused(remove(user.id), 'SoNotFoundException', /^There is no user \d+\./);
      await requireRefused(
        set(user.id, 'Active', {}),
        'SoNotFoundException',
        /^There is no user \d+\./,
      );
    });

    it('are not users of other types', async () => {
      const user = await scene.addUser();
      const message = /is of the type internal, and not external\./;
      await requireRefused(remove(user.id), illegal, message);
      await requireRefused(set(user.id, 'UserName', { UserName: 'x' }), illegal, message);
      assert.deepEqual(await find(user.id), user);
    });

    describe('administered with the licence for it', () => {
      it('by an employee, whatever their company', async () => {
        const employee = await scene.caller('employee');
        const own = agentOf(way, { url: scene.url, ticket: employee.ticket });
        const personId = await newPerson();
        const refused = own('CreateExternalUser', request(personId));
        await requireRefused(refused, illegal, notPermitted);
        await license(employee);
        const id = Number(await resultOf(own('CreateExternalUser', request(personId))));
        const AssociateId = id;
        const flags = { AssociateId, IsActive: false, ExternalUserInfoModification: 'Active' };
        await resultOf(own('SetExternalUserInfo', flags));
        assert.ok((await find(id))?.disabledAtMs);
        await resultOf(own('DeleteExternalUser', { AssociateId }));
      });

      it('but not by an anonymous user', async () => {
        const anonymous = await scene.caller('anonymous');
        await license(anonymous);
        const own = agentOf(way, { url: scene.url, ticket: anonymous.ticket });
        const refused = own('CreateExternalUser', request(await newPerson()));
        await requireRefused(refused, illegal, notPermitted);
      });

      it('but no users of other types', async () => {
        const employee = await scene.caller('employee');
        await license(employee);
        const own = agentOf(way, { url: scene.url, ticket: employee.ticket });
        const user = await scene.addUser({ roleId: administratorRoleId });
        for (const AssociateId of [user.id, employee.user.id, 4711]) {
          const refused = own('DeleteExternalUser', { AssociateId });
          await requireRefused(refused, illegal, notPermitted);
        }
        assert.deepEqual(await find(user.id), user);
      });

      it('but nobody gets the person of a user whom the caller does not administer', async () => {
        const email = `${scene.name('boss').replace(' ', '')}@example.com`;
        const boss = await scene.addCaller({ roleId: administratorRoleId, email });
        const employee = await scene.caller('employee');
        await license(employee);
        const own = agentOf(way, { url: scene.url, ticket: employee.ticket });
        for (const personId of [boss.user.personId, await newPerson(email)]) {
          const refused = own('CreateExternalUser', request(personId));
          await requireRefused(refused, validation, /whom you do not administer/);
        }
        assert.ok(await logsIn(email, scenePassword));
      });

      it('who do not learn whose a login name is', async () => {
        const email = `${scene.name('chief').replace(' ', '')}@example.com`;
        const userName = scene.name('second');
        const chief = await scene.addUser({ email, userName });
        const employee = await scene.caller('employee');
        await license(employee);
        const own = agentOf(way, { url: scene.url, ticket: employee.ticket });
        for (const UserName of [email, userName]) {
          const refused = own('CreateExternalUser', request(await newPerson(), { UserName }));
          await requireRefused(refused, validation, new RegExp(`Another user has.*${UserName}`));
          await requireRefused(refused, validation, new RegExp(`^(?!.*${chief.name})`));
        }
      });

      it('by an external person, in the same company', async () => {
        const external = { type: 'external', roleId: EXTERNAL_ROLE, groupId: 0 } as const;
        const user = await addUser(scene.services, scene.name('partner'), null, {
          ...external,
          contactId,
        });
        const caller = { user, ticket: await startSession(scene.services, user) };
        const own = agentOf(way, { url: scene.url, ticket: caller.ticket });
        const colleague = await create(await newPerson());
        const stranger = await scene.addExternalUser();
        const rename = ({ id: AssociateId }: Associate) =>
          own('SetExternalUserInfo', {
            AssociateId,
            UserName: scene.name('renamed'),
            ExternalUserInfoModification: 'UserName',
          });
        for (const one of [colleague, user]) {
          await requireRefused(rename(one), illegal, notPermitted);
        }
        await license(caller);
        await resultOf(rename(colleague));
        await resultOf(rename(user));
        await requireRefused(rename(stranger), illegal, notPermitted);
        const made = own('CreateExternalUser', request(await newPerson()));
        assert.ok(Number(await resultOf(made)) > 0);
        for (const personId of [stranger.personId, 4711]) {
          const refused = own('CreateExternalUser', request(personId));
          await requireRefused(refused, illegal, notPermitted);
        }
        const yourself = /^You cannot do this to yourself\./;
        const { id: AssociateId } = user;
        await requireRefused(own('DeleteExternalUser', { AssociateId }), illegal, yourself);
        for (const flag of ['Active', 'Password']) {
          const given = { AssociateId, Password: PASSWORD, ExternalUserInfoModification: flag };
          await requireRefused(own('SetExternalUserInfo', given), illegal, yourself);
        }
      });
    });
  });
}

it('a flag that does not exist is refused', async () => {
  const { ticket } = await scene.caller('admin-users');
  const agent = agentOf('rest', { url: scene.url, ticket });
  const { id: AssociateId } = await scene.addExternalUser();
  const given = { AssociateId, IsActive: false, ExternalUserInfoModification: 'Active Name' };
  const answer = agent('SetExternalUserInfo', given);
  await requireRefused(answer, 'SoInvalidArgumentException', /Name/);
  assert.equal((await find(AssociateId))?.disabledAtMs, null);
});

it('what happens to an external user is in the audit trail', async () => {
  const caller = await scene.caller('admin-users');
  const agent = agentOf('rest', { url: scene.url, ticket: caller.ticket });
  const PersonId = await addPerson(scene.services.stores, 'Åse Berg');
  const given = { PersonId, UserName: 'told', Password: PASSWORD, RoleId: EXTERNAL_ROLE };
  const id = Number(await resultOf(agent('CreateExternalUser', { ...given, IsActive: false })));
  const ExternalUserInfoModification = 'UserName Password Active';
  const changed = { AssociateId: id, UserName: 'said', Password: PASSWORD, IsActive: true };
  await resultOf(agent('SetExternalUserInfo', { ...changed, ExternalUserInfoModification }));
  await resultOf(agent('DeleteExternalUser', { AssociateId: id }));
  const { audit } = scene.installation.registry.stores;
  const events = [
    ...(await audit.listLatest({ user: 'told' }, 10)),
    ...(await audit.listLatest({ user: 'said' }, 10)),
  ].sort((a, b) => a.id - b.id);
  const by = caller.user.name;
  assert.deepEqual(
    events.map(({ action, detail }) => [action, detail]),
    [
      ['user-added', { by, userId: id, hasPassword: true }],
      ['user-disabled', { by, userId: id }],
      ['user-password-set', { by, userId: id, how: 'administration' }],
      ['user-enabled', { by, userId: id }],
      ['user-changed', { by, userId: id, fields: 'name', nameBefore: 'told' }],
      ['user-removed', { by, userId: id }],
    ],
  );
  assert.doesNotMatch(JSON.stringify(events), new RegExp(PASSWORD));
});
