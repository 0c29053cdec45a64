/** The User agent's operations on the presence of users of Customer Service, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Associate } from '../../src/domain/users/associate.ts';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
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

async function addCsUser(status?: Parameters<UserAgentScene['giveCsUser']>[1]): Promise<Associate> {
  const user = await scene.addUser();
  await scene.giveCsUser(user, status);
  return user;
}

for (const way of ways) {
  describe(`presence by ${way}`, () => {
    let administrator: SceneCaller;
    let employee: SceneCaller;
    let agent: Agent;
    before(async () => {
      administrator = await scene.caller('admin-users');
      employee = await scene.caller('employee');
      await scene.giveCsUser(employee.user);
      agent = agentOf(way, { url: scene.url, ticket: administrator.ticket });
    });

    const readBy = async ({ ticket }: SceneCaller, AssociateId: number) => {
      const own = agentOf(way, { url: scene.url, ticket });
      const { Status, Message } = Object(
        await resultOf(own('GetUserPresenceStatus', { AssociateId })),
      );
      return [Status, Message];
    };
    const set = (AssociateId: number, Status: string, Message: string | null = null) =>
      agent('SetUserPresenceStatus', { AssociateId, UserPresenceStatus: { Status, Message } });
    const eventsOf = async ({ name }: Associate) => {
      const { audit } = scene.installation.registry.stores;
      return (await audit.listLatest({ user: name, outcome: 'succeeded' }, 10)).map(
        ({ action, detail }) => [action, detail],
      );
    };

    it('is set by users themselves and read by everybody', async () => {
      const { id } = employee.user;
      const own = agentOf(way, { url: scene.url, ticket: employee.ticket });
      const UserPresenceStatus = { Status: 'StatusNotAvailable', Message: 'Back on Monday' };
      const answer = Object(
        await resultOf(own('SetUserPresenceStatus', { AssociateId: id, UserPresenceStatus })),
      );
      assert.deepEqual([answer.Status, answer.Message], ['StatusNotAvailable', 'Back on Monday']);
      const reader = await scene.caller('employee');
      assert.deepEqual(await readBy(reader, id), ['StatusNotAvailable', 'Back on Monday']);
      const proof = { authorization: authorization.ticket(employee.ticket) };
      const { json } = await callRest(scene.url, currentPrincipal, proof);
      assert.equal(Object(json).EjUserStatus, 'StatusNotAvailable', 'the session goes on');
    });

    it('loses its message when the user is present again', async () => {
      const user = await addCsUser();
      await resultOf(set(user.id, 'StatusNotAvailable', 'Ill'));
      const answer = Object(await resultOf(set(user.id, 'StatusNormal', 'ignored')));
      assert.deepEqual([answer.Status, answer.Message], ['StatusNormal', '']);
      assert.deepEqual(await readBy(administrator, user.id), ['StatusNormal', '']);
      const by = administrator.user.name;
      assert.deepEqual(
        await eventsOf(user),
        ['normal', 'not-available'].map((status) => [
          'user-presence-set',
          { by, userId: user.id, status },
        ]),
      );
    });

    it('changes nothing else of the user, and nothing at all if it is the same', async () => {
      const user = await addCsUser();
      const { associates } = scene.services.stores;
      const details = {
        requestSignature: 'Regards',
        absenceMessage: '',
        ticketCategoryIds: [3],
        extraFields: new Map([['a.b', 'c']]),
        customFields: new Map(),
      };
      await associates.setDetails(user.id, details);
      await resultOf(set(user.id, 'StatusNotAvailable', 'Line 1\nLine 2'));
      await resultOf(set(user.id, 'StatusNotAvailable', 'Line 1\nLine 2'));
      assert.equal((await eventsOf(user)).length, 1);
      assert.deepEqual((await associates.details([user.id])).get(user.id), {
        ...details,
        absenceMessage: 'Line 1\nLine 2',
      });
      const csUser = { id: user.id, accessLevel: 1, status: 'not-available' };
      assert.deepEqual(await associates.find(user.id), { ...user, csUser });
    });

    it('is none without an account in Customer Service, and cannot be set', async () => {
      const user = await scene.addUser();
      assert.deepEqual(await readBy(employee, user.id), ['StatusNone', '']);
      const refused = set(user.id, 'StatusNotAvailable');
      const message = /has no account in Customer Service\. Ask an administrator for one\.$/;
      await requireRefused(refused, 'SoIllegalOperationException', message);
    });

    it('is deleted for a retired user, and cannot be set', async () => {
      const user = await addCsUser('not-available');
      await scene.services.stores.associates.retire(user.id, 1);
      const [status] = await readBy(employee, user.id);
      assert.equal(status, 'StatusDeleted');
      const message = /^The administration has set the status of the user .+ to "deleted"\./;
      await requireRefused(set(user.id, 'StatusNormal'), 'SoIllegalOperationException', message);
    });

    it('stays as the administration has set it', async () => {
      for (const status of ['deleted', 'read-only', 'spm', 'system'] as const) {
        const user = await addCsUser(status);
        const message = new RegExp(`to "${status}"\\. Ask an administrator to change it\\.$`);
        await requireRefused(set(user.id, 'StatusNormal'), 'SoIllegalOperationException', message);
        const found = await scene.services.stores.associates.find(user.id);
        assert.equal(found?.csUser?.status, status);
      }
    });

    it('has two statuses to choose from, and a message of 255 characters', async () => {
      const user = await addCsUser();
      const invalid = 'SoInvalidArgumentException';
      for (const status of ['None', 'Deleted', 'ReadOnly', 'Spm', 'System']) {
        const message = /^The status ".+" is set by the administration only\. Choose "normal"/;
        await requireRefused(set(user.id, `Status${status}`), invalid, message);
      }
      const longest = 'x'.repeat(255);
      assert.equal(
        Object(await resultOf(set(user.id, 'StatusNotAvailable', longest))).Message,
        longest,
      );
      const tooLong = set(user.id, 'StatusNotAvailable', `${longest}x`);
      await requireRefused(tooLong, invalid, /^The message has 256 characters\./);
      const without = agent('SetUserPresenceStatus', { AssociateId: user.id });
      await requireRefused(without, invalid, /^UserPresenceStatus is missing\. Send one with/);
      assert.deepEqual(await readBy(administrator, user.id), ['StatusNotAvailable', longest]);
    });

    it('is that of a user who exists', async () => {
      const unknown = /^There is no user 4711\./;
      const read = agent('GetUserPresenceStatus', { AssociateId: 4711 });
      await requireRefused(read, 'SoNotFoundException', unknown);
      await requireRefused(set(4711, 'StatusNormal'), 'SoNotFoundException', unknown);
    });
  });
}
