/** The User agent's operations on credentials, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PASSWORD_BYTES_MAX } from '../../src/domain/passwords/password-policy.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import { addUser, administratorRoleId, startSession } from '../support/test-installation.ts';
import {
  type Agent,
  agentOf,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

const PASSWORD = 'CRM5/PASSWORD';
const passwordType = {
  TableRight: null,
  FieldProperties: null,
  DisplayType: 'Password',
  Type: PASSWORD,
  Description: 'The user logs in with a password that this server checks.',
  ValueControl: 'Password',
  CanCreatePerson: false,
  IsUserNameSupported: true,
};
const unknownType = /^There is no credential type ".*"\. This server supports CRM5\/PASSWORD\.$/;

async function logsIn({ name }: Associate, password: string): Promise<boolean> {
  const { logins } = scene.services;
  const user = { address: '192.0.2.1', userAgent: 'test' };
  const credentials = { kind: 'password', userName: name, password } as const;
  return (await logins.authenticate(credentials, user)) !== null;
}

const carrierOf = (result: unknown) => {
  const { TableRight: _right, FieldProperties: _fields, ...carrier } = Object(result);
  return carrier;
};

for (const way of ways) {
  describe(`credentials by ${way}`, () => {
    let administrator: SceneCaller;
    let agent: Agent;
    before(async () => {
      administrator = await scene.caller('admin-users');
      agent = agentOf(way, { url: scene.url, ticket: administrator.ticket });
    });

    const save = (UserId: number, Value: string | null, Type: string = PASSWORD) =>
      agent('SaveCredential', { UserId, Credential: { Type: { Type }, Value } });
    const remove = (UserId: number, CredentialType: string | null = PASSWORD) =>
      agent('DeleteCredential', { UserId, CredentialType });
    const isOpen = async (ticket: string) => (await scene.services.sessions.open(ticket)) !== null;
    const hashOf = ({ id }: Associate) => scene.services.stores.associates.readPasswordHash(id);
    const eventsOf = async ({ name }: Associate) => {
      const { audit } = scene.installation.registry.stores;
      const events = await audit.listLatest({ user: name }, 10);
      return events.filter(({ action }) => action !== 'login');
    };

    it('have one type, the password', async () => {
      assert.deepEqual(await resultOf(agent('GetCredentialTypes')), [passwordType]);
    });

    it('are for the types of users that can log in', async () => {
      const typesOf = (UserType: string) =>
        resultOf(agent('GetCredentialTypesForUserType', { UserType }));
      for (const type of ['Internal', 'External', 'Anonymous', 'System']) {
        assert.deepEqual(await typesOf(`${type}Associate`), [passwordType], type);
      }
      for (const type of ['ResourceAssociate', 'Unknown']) {
        assert.deepEqual(await typesOf(type), [], type);
      }
    });

    describe('SaveCredential', () => {
      it('gives a user without a password one to log in with', async () => {
        const user = await scene.addUser();
        assert.equal(await resultOf(save(user.id, 'correct horse')), true);
        assert.ok(await logsIn(user, 'correct horse'));
        assert.ok(!(await logsIn(user, 'CORRECT HORSE')));
      });

      it('replaces the password, which ends the sessions', async () => {
        const user = await addUser(scene.services, scene.name('user'), 'old');
        const ticket = await startSession(scene.services, user);
        assert.equal(await resultOf(save(user.id, 'brand new secret', 'crm5/password')), true);
        assert.ok(!(await isOpen(ticket)));
        assert.ok(!(await logsIn(user, 'old')));
        assert.ok(await logsIn(user, 'brand new secret'));
        const [event] = await eventsOf(user);
        assert.deepEqual(
          [event?.action, event?.detail],
          [
            'user-password-set',
            { by: administrator.user.name, userId: user.id, how: 'administration' },
          ],
        );
      });

      it('refuses what is not a credential for the user, and changes nothing', async () => {
        const user = await addUser(scene.services, scene.name('user'), 'old');
        const resource = await scene.addUser({ type: 'resource' });
        const before = await hashOf(user);
        const invalid = 'SoInvalidArgumentException';
        const given = (Credential: object | null) =>
          agent('SaveCredential', { UserId: user.id, Credential });
        await requireRefused(given(null), invalid, /^Credential is missing\. Send one with Type/);
        await requireRefused(given({ Value: 'new' }), invalid, unknownType);
        await requireRefused(save(user.id, 'new', 'ActiveDirectory'), invalid, unknownType);
        await requireRefused(save(user.id, 'new', 'x'.repeat(5000)), invalid, unknownType);
        const validation = 'SoValidationException';
        const short = /^The password needs at least 8 characters\.$/;
        await requireRefused(save(user.id, ''), validation, short);
        await requireRefused(save(user.id, null), validation, short);
        const long = 'x'.repeat(PASSWORD_BYTES_MAX + 1);
        await requireRefused(
          save(user.id, long),
          validation,
          /^A password has at most 1024 bytes\./,
        );
        await requireRefused(
          save(4711, 'brand new secret'),
          'SoNotFoundException',
          /^There is no user 4711\./,
        );
        await requireRefused(
          save(resource.id, 'brand new secret'),
          'SoIllegalOperationException',
          /^A user of the type resource cannot have a password/,
        );
        assert.equal(await hashOf(user), before);
        assert.equal(await hashOf(resource), null);
        assert.deepEqual([await eventsOf(user), await eventsOf(resource)], [[], []]);
      });
    });

    describe('DeleteCredential', () => {
      it('keeps the user from logging in by password, and ends the sessions', async () => {
        const user = await addUser(scene.services, scene.name('user'), 'secret');
        const ticket = await startSession(scene.services, user);
        assert.ok(await logsIn(user, 'secret'));
        assert.equal(await resultOf(remove(user.id, 'crm5/Password')), true);
        assert.ok(!(await isOpen(ticket)));
        assert.ok(!(await logsIn(user, 'secret')));
        assert.ok(!(await logsIn(user, '')));
        const [event] = await eventsOf(user);
        assert.deepEqual(
          [event?.action, event?.detail],
          ['user-password-removed', { by: administrator.user.name, userId: user.id }],
        );
      });

      it('is false for a user without a password, whose sessions go on', async () => {
        const user = await scene.addUser();
        const ticket = await startSession(scene.services, user);
        assert.equal(await resultOf(remove(user.id)), false);
        assert.ok(await isOpen(ticket));
        assert.deepEqual(await eventsOf(user), []);
      });

      it('refuses unknown users and types', async () => {
        const { id } = await scene.addUser();
        const invalid = 'SoInvalidArgumentException';
        await requireRefused(remove(4711), 'SoNotFoundException', /^There is no user 4711\./);
        await requireRefused(remove(id, 'Ticket'), invalid, unknownType);
        await requireRefused(remove(id, null), invalid, unknownType);
      });

      it("does not remove the caller's own password", async () => {
        const roleId = (await scene.addRole(['admin-users'])).id;
        const user = await addUser(scene.services, scene.name('user'), 'secret', { roleId });
        const ticket = await startSession(scene.services, user);
        const own = agentOf(way, { url: scene.url, ticket });
        await requireRefused(
          own('DeleteCredential', { UserId: user.id, CredentialType: PASSWORD }),
          'SoIllegalOperationException',
          /^You cannot do this to yourself\./,
        );
        assert.ok(await logsIn(user, 'secret'));
      });
    });

    it('have no directory to search, and refuse to search one of an unknown type', async () => {
      const searches = {
        FindCredentialsGroups: [{ Name: '', DisplayName: '' }],
        FindCredentialUsers: { Headings: [], Users: [] },
        GetCredentialUsersInGroup: { Headings: [], Users: [] },
      } as const;
      for (const [name, expected] of Object.entries(searches)) {
        const operation = name as keyof typeof searches;
        const found = await resultOf(agent(operation, { Type: PASSWORD, SearchString: 'an' }));
        const carriers = Array.isArray(found) ? found.map(carrierOf) : carrierOf(found);
        assert.deepEqual(carriers, expected, name);
        const unknown = agent(operation, { Type: 'ActiveDirectory', GroupName: 'x' });
        await requireRefused(unknown, 'SoInvalidArgumentException', unknownType);
      }
    });
  });
}

it('DeleteCredential leaves the last administrator the password', async () => {
  const alone = await UserAgentScene.create();
  try {
    const { services } = alone;
    const last = await addUser(services, 'last', 'secret', { roleId: administratorRoleId });
    const { ticket } = await alone.caller('system');
    for (const way of ways) {
      const agent = agentOf(way, { url: alone.url, ticket });
      await requireRefused(
        agent('DeleteCredential', { UserId: last.id, CredentialType: PASSWORD }),
        'SoIllegalOperationException',
        /^The user last is the last with the functional right admin-all, and must keep a password\./,
      );
    }
    await alone.addUser({ roleId: administratorRoleId });
    const agent = agentOf('soap', { url: alone.url, ticket });
    const removed = agent('DeleteCredential', { UserId: last.id, CredentialType: PASSWORD });
    assert.equal(await resultOf(removed), true);
  } finally {
    await alone.close();
  }
});
