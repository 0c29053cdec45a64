/** The User agent's operations on passwords, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { credentialsOf } from '../../src/domain/login/authenticator.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import {
  type Agent,
  agentOf,
  type Outcome,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import { type SceneCaller, scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';

const NEW = 'a new password';
const ELSEWHERE = { address: '198.51.100.7', userAgent: null };
const notPermitted = /^You are not permitted to do this\./;

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

async function logsIn(name: string, password: string): Promise<boolean> {
  const { logins } = scene.services;
  return (await logins.authenticate(credentialsOf(name, password), ELSEWHERE)) !== null;
}

async function isLive({ sessions }: TenantServices, ticket: string): Promise<boolean> {
  return (await sessions.open(ticket)) !== null;
}

async function failuresOf({ name }: Associate): Promise<number> {
  return (await scene.services.loginGuard.standingOf([name])).failures;
}

async function validationOf(outcome: Promise<Outcome>) {
  const { Reason, Result } = Object(await resultOf(outcome));
  return { Reason, Result };
}

for (const way of ways) {
  const agentFor = ({ ticket }: SceneCaller): Agent => agentOf(way, { url: scene.url, ticket });

  describe(`one's own password by ${way}`, () => {
    it('is changed with the old one, and the ticket stays valid', async () => {
      const caller = await scene.caller('employee');
      const change = { OldPassword: scenePassword, NewPassword: NEW };
      assert.equal(await resultOf(agentFor(caller)('ChangeOwnPassword', change)), true);
      assert.equal(await logsIn(caller.user.name, NEW), true);
      assert.equal(await logsIn(caller.user.name, scenePassword), false);
      const again = { AssociateId: caller.user.id, OldPassword: NEW, NewPassword: scenePassword };
      assert.equal(await resultOf(agentFor(caller)('ChangePassword', again)), true);
      const byName = { AssociateName: caller.user.name.toUpperCase(), ...change };
      assert.equal(await resultOf(agentFor(caller)('ChangePasswordFromName', byName)), true);
      const events = await scene.eventsBy(caller);
      assert.deepEqual(
        events.filter(({ action }) => action === 'user-password-set'),
        Array(3).fill({
          action: 'user-password-set',
          userId: caller.user.id,
          how: 'old-password',
        }),
      );
    });

    it('stays with a wrong old one, which counts as a failed login', async () => {
      for (const OldPassword of ['wrong', '', null]) {
        const caller = await scene.caller('admin-all');
        const change = { OldPassword, NewPassword: NEW };
        assert.equal(await resultOf(agentFor(caller)('ChangeOwnPassword', change)), false);
        assert.equal(await failuresOf(caller.user), 1);
        assert.equal(await logsIn(caller.user.name, scenePassword), true);
        const { audit } = scene.installation.registry.stores;
        const [, event] = await audit.listLatest({ user: caller.user.name }, 2);
        assert.deepEqual([event?.action, event?.outcome], ['user-password-set', 'refused']);
      }
    });

    it('is changed by persons only', async () => {
      const change = { OldPassword: scenePassword, NewPassword: NEW };
      for (const name of ['system', 'anonymous'] as const) {
        const caller = await scene.caller(name);
        const refused = agentFor(caller)('ChangeOwnPassword', change);
        await requireRefused(refused, 'SoIllegalOperationException', notPermitted);
        assert.equal(await logsIn(caller.user.name, scenePassword), true);
      }
      const external = await scene.caller('external');
      assert.equal(await resultOf(agentFor(external)('ChangeOwnPassword', change)), true);
    });

    it('cannot be set without the old one, not even by an administrator', async () => {
      const caller = await scene.caller('admin-all');
      const { id: AssociateId, name: AssociateName } = caller.user;
      const works = [
        ['SetPassword', { AssociateId, Password: NEW }],
        ['SetPasswordFromName', { AssociateName, Password: NEW }],
        ['SetGeneratedPassword', { AssociateId }],
        ['SetGeneratedPasswordFromName', { AssociateName }],
      ] as const;
      for (const [operation, json] of works) {
        const refused = agentFor(caller)(operation, json);
        await requireRefused(refused, 'SoIllegalOperationException', /Use ChangeOwnPassword\.$/);
      }
      assert.equal(await logsIn(caller.user.name, scenePassword), true);
    });
  });

  describe(`the password of another user by ${way}`, () => {
    let administrator: SceneCaller;
    let agent: Agent;
    before(async () => {
      administrator = await scene.caller('admin-users');
      agent = agentFor(administrator);
    });

    it('is set by an administrator, and the sessions of the user end', async () => {
      const { user, ticket } = await scene.caller('employee');
      const { id: AssociateId, name: AssociateName } = user;
      const sets = [
        ['SetPassword', { AssociateId, Password: 'first password' }],
        ['SetPasswordFromName', { AssociateName, Password: 'second password' }],
        ['ChangePassword', { AssociateId, OldPassword: '', NewPassword: 'third password' }],
        ['ChangePasswordFromName', { AssociateName, NewPassword: 'fourth password' }],
      ] as const;
      for (const [operation, json] of sets) {
        assert.equal(await resultOf(agent(operation, json)), true, operation);
        const password = 'Password' in json ? json.Password : json.NewPassword;
        assert.equal(await logsIn(user.name, password), true, operation);
      }
      assert.equal(await isLive(scene.services, ticket), false);
      const events = await scene.installation.registry.stores.audit.listLatest(
        { user: user.name },
        8,
      );
      const set = events.filter(({ action }) => action === 'user-password-set');
      assert.deepEqual(
        set.map(({ detail }) => detail),
        Array(4).fill({ by: administrator.user.name, userId: user.id, how: 'administration' }),
      );
    });

    it('is generated, and is in the answer only', async () => {
      const user = await scene.addUser();
      const { id: AssociateId, name: AssociateName } = user;
      const texts = [
        await resultOf(agent('SetGeneratedPassword', { AssociateId })),
        await resultOf(agent('SetGeneratedPasswordFromName', { AssociateName })),
      ].map(String);
      for (const text of texts) assert.match(text, /^[a-zA-Z2-9]{16}$/);
      assert.notEqual(texts[0], texts[1]);
      assert.equal(await logsIn(user.name, texts[1] ?? ''), true);
      const { audit } = scene.installation.registry.stores;
      const events = JSON.stringify(await audit.listLatest({}, 20));
      for (const text of texts) assert.ok(!events.includes(text));
      assert.match(events, /"how":"generated"/);
    });

    it('is generated for external users by an operation of their own', async () => {
      const external = await scene.addExternalUser();
      const generate = (AssociateName: string) =>
        agent('GenerateNewPasswordForExternalUser', { AssociateName });
      const text = await resultOf(generate(external.name));
      assert.equal(await logsIn(external.name, String(text)), true);
      const { name } = await scene.addUser();
      const wrongType = /is of the type internal, and not external\. Use SetGeneratedPassword\.$/;
      await requireRefused(generate(name), 'SoIllegalOperationException', wrongType);
    });

    it('stays with an old password that is wrong', async () => {
      const user = await scene.addUser({}, scenePassword);
      const change = { AssociateId: user.id, OldPassword: 'wrong', NewPassword: NEW };
      assert.equal(await resultOf(agent('ChangePassword', change)), false);
      assert.equal(await failuresOf(user), 1);
      assert.equal(await logsIn(user.name, scenePassword), true);
    });

    it('cannot be set of a user with rights that the administrator lacks', async () => {
      const stronger = [
        await scene.addUser({ roleId: 1 }, scenePassword),
        await scene.addUser({ roleId: (await scene.addRole(['admin-role'])).id }, scenePassword),
        (await scene.caller('system')).user,
      ];
      for (const { id: AssociateId, name: AssociateName } of stronger) {
        const works = [
          ['SetPassword', { AssociateId, Password: NEW }],
          ['SetPasswordFromName', { AssociateName, Password: NEW }],
          ['SetGeneratedPassword', { AssociateId }],
          ['SetGeneratedPasswordFromName', { AssociateName }],
          ['ChangePassword', { AssociateId, NewPassword: NEW }],
          ['ChangePasswordFromName', { AssociateName, NewPassword: NEW }],
          ['GenerateNewPasswordForExternalUser', { AssociateName }],
        ] as const;
        for (const [operation, json] of works) {
          const refused = agent(operation, json);
          await requireRefused(refused, 'SoIllegalOperationException', notPermitted);
        }
        assert.equal(await resultOf(agent('CanChangePassword', { AssociateId })), false);
        assert.equal(await logsIn(AssociateName, scenePassword), true);
      }
      const all = agentFor(await scene.caller('admin-all'));
      for (const { id: AssociateId } of stronger) {
        const set = all('SetPassword', { AssociateId, Password: NEW });
        assert.equal(await resultOf(set), true);
      }
    });

    it('of an unknown user is told to administrators only', async () => {
      const unknown = [
        ['SetPassword', { AssociateId: 4711, Password: NEW }],
        ['SetPasswordFromName', { AssociateName: 'nobody', Password: NEW }],
        ['SetGeneratedPassword', { AssociateId: 0 }],
        ['SetGeneratedPasswordFromName', { AssociateName: null }],
        ['ChangePassword', { AssociateId: -1, NewPassword: NEW }],
        ['ChangePasswordFromName', { AssociateName: '', NewPassword: NEW }],
        ['GenerateNewPasswordForExternalUser', { AssociateName: 'nobody' }],
      ] as const;
      const employee = agentFor(await scene.caller('employee'));
      for (const [operation, json] of unknown) {
        const told = /^There is no user .*List users/;
        await requireRefused(agent(operation, json), 'SoNotFoundException', told);
        const refused = employee(operation, json);
        await requireRefused(refused, 'SoIllegalOperationException', notPermitted);
      }
      assert.equal(await resultOf(agent('CanChangePassword', { AssociateId: 4711 })), false);
      const types = agent('GetSupportedChangePasswordTypes', { AssociateId: 4711 });
      assert.deepEqual(await resultOf(types), []);
    });
  });

  describe(`a password that breaks the policy by ${way}`, () => {
    it('is refused with the reason, and nothing changes', async () => {
      const caller = await scene.caller('admin-users');
      const agent = agentFor(caller);
      const user = await scene.addUser({}, scenePassword);
      const { id: AssociateId, name: AssociateName } = user;
      const own = { OldPassword: scenePassword };
      for (const short of ['short', '', null]) {
        const works = [
          ['ChangeOwnPassword', { ...own, NewPassword: short }],
          ['ChangePassword', { AssociateId, NewPassword: short }],
          ['ChangePasswordFromName', { AssociateName, ...own, NewPassword: short }],
          ['SetPassword', { AssociateId, Password: short }],
          ['SetPasswordFromName', { AssociateName, Password: short }],
        ] as const;
        for (const [operation, json] of works) {
          const reason = /^The password needs at least 8 characters\.$/;
          await requireRefused(agent(operation, json), 'SoValidationException', reason);
        }
      }
      assert.equal(await logsIn(user.name, scenePassword), true);
      assert.equal(await isLive(scene.services, caller.ticket), true);
    });

    it('is refused before the old password is looked at', async () => {
      const caller = await scene.caller('employee');
      const change = { OldPassword: 'wrong', NewPassword: 'short' };
      const refused = agentFor(caller)('ChangeOwnPassword', change);
      await requireRefused(refused, 'SoValidationException', /8 characters/);
      assert.equal(await failuresOf(caller.user), 0);
    });
  });

  describe(`a new password by ${way}`, () => {
    it('can be checked before it is set', async () => {
      const caller = await scene.caller('employee');
      const check = async (Password: string | null, AssociateId = caller.user.id) => {
        const json = { AssociateId, Type: 'InternalAssociate', PersonId: 0, Password };
        return [
          await resultOf(agentFor(caller)('IsPasswordValid', json)),
          await validationOf(agentFor(caller)('IsPasswordValidWithReason', json)),
        ];
      };
      const reason = 'The password needs at least 8 characters.';
      for (const short of ['short', '', null]) {
        assert.deepEqual(await check(short), [false, { Reason: reason, Result: false }]);
      }
      // The current password is a valid one, as is any other that follows the policy.
      for (const valid of [NEW, scenePassword]) {
        assert.deepEqual(await check(valid), [true, { Reason: '', Result: true }]);
      }
      assert.equal(await failuresOf(caller.user), 0);
    });
  });
}
