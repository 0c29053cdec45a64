/** The User agent's operations on the names of users, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Associate } from '../../src/domain/users/associate.ts';
import { addPerson } from '../support/test-installation.ts';
import {
  type Agent,
  agentOf,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import { UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

const invalid = 'SoInvalidArgumentException';
const unknownPerson = /^There is no person 4711\./;

for (const way of ways) {
  describe(`names by ${way}`, () => {
    let agent: Agent;
    let user: Associate;
    /** A unique text for each way, without blanks. */
    const unique = `x${ways.indexOf(way)}`;
    before(async () => {
      const { ticket } = await scene.caller('admin-users');
      agent = agentOf(way, { url: scene.url, ticket });
      user = await scene.addUser({
        userName: `${unique}-login`,
        nickName: `${unique} nick`,
        email: `${unique}@example.com`,
      });
    });

    const asked = (UserName: string | null, AssociateId = 0) => ({
      AssociateId,
      Type: 'InternalAssociate',
      PersonId: 0,
      UserName,
    });
    const isValid = (name: string | null, id = 0) =>
      resultOf(agent('IsUserNameValid', asked(name, id)));
    const withReason = async (name: string | null, id = 0) => {
      const answer = await resultOf(agent('IsUserNameValidWithReason', asked(name, id)));
      const { Reason, Result } = Object(answer);
      return [Result, Reason];
    };
    const validName = (name: string | null, more: object = {}) =>
      agent('GetValidUserName', { ...asked(name), ...more });

    it('are invalid if another user logs in with them', async () => {
      const reasons = [
        [
          user.name.toUpperCase(),
          `There is a user named ${user.name} already. Choose another name.`,
        ],
        [user.userName, `Another user has the user name ${user.userName}. Choose another name.`],
        [
          user.email ?? '',
          `Another user has the e-mail address ${user.email}. Choose another name.`,
        ],
      ] as const;
      for (const [name, reason] of reasons) {
        assert.equal(await isValid(name), false, name);
        assert.deepEqual(await withReason(name), [false, reason]);
        assert.equal(await isValid(name, user.id), true, name);
        assert.deepEqual(await withReason(name, user.id), [true, '']);
      }
      assert.equal(await isValid(`${unique} free`), true);
      assert.equal(await isValid(user.nickName), true);
    });

    it('are invalid if nobody can have them', async () => {
      for (const name of ['', null, ' a', '7T:a', '8a:', 'x'.repeat(240)]) {
        assert.equal(await isValid(name, user.id), false, String(name));
        const [result, reason] = await withReason(name, user.id);
        assert.equal(result, false);
        assert.match(reason, /name of a user/);
      }
      assert.equal(await isValid('x'.repeat(239)), true);
    });

    it('are proposed: the candidate, or the candidate with a number', async () => {
      assert.equal(await resultOf(validName(`${unique} free`)), `${unique} free`);
      assert.equal(await resultOf(validName(user.name)), `${user.name}1`);
      const own = validName(user.name, { AssociateId: user.id });
      assert.equal(await resultOf(own), user.name);
      await requireRefused(validName('x'.repeat(240)), invalid, /It may have 239 at most/);
      await requireRefused(validName('7T:a'), invalid, /begin like a ticket/);
    });

    it('have a default for the type and the person', async () => {
      const { persons } = scene.services.stores;
      const personId = await addPerson(scene.services.stores, `Åse Maria Ås${unique}`);
      const [person] = await persons.findAll([personId]);
      assert.ok(person);
      await persons.update({ ...person, email: `ase-${unique}@example.com` });
      const proposed = (Type: string, PersonId = personId) =>
        resultOf(validName(null, { Type, PersonId }));
      assert.equal(await proposed('InternalAssociate'), `ÅseMaria.Ås${unique}`);
      assert.equal(await proposed('ExternalAssociate'), `ase-${unique}@example.com`);
      assert.equal(await proposed('SystemAssociate', 0), 'System');
      assert.equal(await proposed('AnonymousAssociate', 0), 'Anonymous');
      const unknown = validName('', { PersonId: 4711 });
      await requireRefused(unknown, 'SoNotFoundException', unknownPerson);
      await scene.addUser({ personId });
      const again = await resultOf(agent('GetDefaultAssociateUserName', newUser({ personId })));
      assert.equal(again, `ÅseMaria.Ås${unique}`);
    });

    const newUser = ({ personId = 0, ...fields }: { personId?: number; Name?: string | null }) => ({
      User: {
        AssociateId: 0,
        Type: 'InternalAssociate',
        Person: { PersonId: personId, Firstname: 'Åse', Lastname: unique, Email: `a@${unique}.no` },
        ...fields,
      },
    });

    it('are proposed for a user who is not saved yet', async () => {
      const proposed = (fields: Parameters<typeof newUser>[0]) =>
        resultOf(agent('GetValidUserNameForNewUser', newUser(fields)));
      assert.equal(await proposed({ Name: user.name }), `${user.name}1`);
      assert.equal(await proposed({ Name: null }), `Åse.${unique}`);
      const login = (fields: Parameters<typeof newUser>[0]) =>
        agent('GetDefaultAssociateUserName', newUser(fields));
      assert.equal(await resultOf(login({})), `a@${unique}.no`);
      const unknown = login({ personId: 4711 });
      await requireRefused(unknown, 'SoNotFoundException', unknownPerson);
      for (const operation of [
        'GetValidUserNameForNewUser',
        'GetDefaultAssociateUserName',
      ] as const) {
        await requireRefused(agent(operation, { User: null }), invalid, /^User is missing\./);
        const system = { User: { Type: 'SystemAssociate', Person: null } };
        assert.equal(await resultOf(agent(operation, system)), 'System');
      }
    });

    it('in Service are unique if no other user has them', async () => {
      const isUnique = (NickName: string | null, AssociateId = 0) =>
        agent('IsNickNameUnique', { AssociateId, NickName });
      assert.equal(await resultOf(isUnique(user.nickName.toUpperCase())), false);
      assert.equal(await resultOf(isUnique(user.nickName, user.id)), true);
      assert.equal(await resultOf(isUnique(user.name)), true);
      assert.equal(await resultOf(isUnique('')), true);
      assert.equal(await resultOf(isUnique(null)), true);
      await requireRefused(isUnique('x'.repeat(64)), invalid, /It may have 63 at most/);
    });
  });
}

it('asking for names stores nothing', async () => {
  const { stores } = scene.services;
  const before = await stores.associates.list(0, 1000);
  const caller = await scene.caller('admin-users');
  const agent = agentOf('rest', { url: scene.url, ticket: caller.ticket });
  await resultOf(agent('GetValidUserName', { Type: 'SystemAssociate', UserName: 'nobody yet' }));
  const after = await stores.associates.list(0, 1000);
  assert.deepEqual(after.slice(0, before.length), before);
  assert.equal(after.length, before.length + 1);
  assert.deepEqual(await scene.eventsBy(caller), []);
});
