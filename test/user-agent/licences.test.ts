/** The User agent's operation on licences, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
import { administratorRoleId, startSession } from '../support/test-installation.ts';
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

for (const way of ways) {
  describe(`licences by ${way}`, () => {
    let administrator: SceneCaller;
    let agent: Agent;
    before(async () => {
      administrator = await scene.caller('admin-users');
      agent = agentOf(way, { url: scene.url, ticket: administrator.ticket });
    });
    const remove = (AssociateId: number) => agent('RemoveLicenses', { AssociateId });

    it('are all removed from a user, which frees the seats and changes nothing else', async () => {
      const { licences, associates } = scene.services.stores;
      const before = await licences.countAssigned();
      const user = await scene.addLicensedUser();
      const ticket = await startSession(scene.services, user);
      const namesOf = async () => {
        const proof = { authorization: authorization.ticket(ticket) };
        const { status, json } = await callRest(scene.url, currentPrincipal, proof);
        assert.equal(status, 200, 'the session goes on');
        return Object(json).Licenses.map(({ Name }: { readonly Name: string }) => Name);
      };
      const had = await namesOf();
      for (const name of ['user', 'web', 'visible-for', 'sale'])
        assert.ok(had.includes(name), name);
      assert.equal(await resultOf(remove(user.id)), undefined);
      const left = await namesOf();
      for (const name of ['user', 'web', 'visible-for']) assert.ok(!left.includes(name), name);
      assert.ok(left.includes('sale'), 'a site licence');
      assert.deepEqual(await associates.find(user.id), user);
      assert.deepEqual(await licences.countAssigned(), before);
      const { audit } = scene.installation.registry.stores;
      const [event] = await audit.listLatest({ user: user.name }, 1);
      assert.deepEqual(
        [event?.action, event?.detail['taken']],
        ['user-licences-set', 'user web visible-for'],
      );
      assert.equal(event?.detail['by'], administrator.user.name);
    });

    it('cannot be removed from a user who may administer more', async () => {
      const user = await scene.addLicensedUser({ roleId: administratorRoleId });
      const { licences } = scene.services.stores;
      const had = await licences.assignedTo([user.id]);
      const message = /^You are not permitted to do this\. The user has rights to administer/;
      await requireRefused(remove(user.id), 'SoIllegalOperationException', message);
      assert.deepEqual(await licences.assignedTo([user.id]), had);
    });

    it('cannot be removed from an unknown user', async () => {
      for (const id of [4711, 0, -1]) {
        await requireRefused(remove(id), 'SoNotFoundException', /^There is no user -?\d+\./);
      }
    });

    it('may be absent, and then nothing changes', async () => {
      const { id, name } = await scene.addUser();
      assert.equal(await resultOf(remove(id)), undefined);
      const { audit } = scene.installation.registry.stores;
      assert.deepEqual(await audit.listLatest({ user: name }, 1), []);
    });
  });
}

describe('the licences of the last administrator', () => {
  it('cannot be removed while nobody else can administer', async () => {
    const alone = await UserAgentScene.create();
    try {
      const last = await alone.addLicensedUser({ roleId: 1 });
      const { ticket } = await alone.caller('system');
      const disabled = await alone.addUser({ roleId: 1 });
      await alone.services.stores.associates.disable(disabled.id, Date.now());
      for (const way of ways) {
        const agent = agentOf(way, { url: alone.url, ticket });
        const refused = agent('RemoveLicenses', { AssociateId: last.id });
        const message = /^The user .+ is the last with the functional right admin-all/;
        await requireRefused(refused, 'SoIllegalOperationException', message);
      }
      const { licences, associates } = alone.services.stores;
      const assigned = async () => (await licences.assignedTo([last.id])).get(last.id)?.length;
      assert.equal(await assigned(), 3);
      await associates.enable(disabled.id);
      const agent = agentOf('soap', { url: alone.url, ticket });
      await resultOf(agent('RemoveLicenses', { AssociateId: last.id }));
      assert.equal((await assigned()) ?? 0, 0);
    } finally {
      await alone.close();
    }
  });
});
