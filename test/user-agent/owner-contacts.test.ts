/** The User agent's operations on owner contacts, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorise } from '../../src/domain/actor.ts';
import { assertFails } from '../conformance/check.ts';
import { operator } from '../support/operator.ts';
import {
  type Agent,
  agentOf,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

const illegal = 'SoIllegalOperationException';
const unknown = /^There is no contact 4711\./;
const administer = authorise(operator, 'administer-users');

for (const way of ways) {
  describe(`owner contacts by ${way}`, () => {
    let scene: UserAgentScene;
    let administrator: SceneCaller;
    let agent: Agent;
    before(async () => {
      scene = await UserAgentScene.create();
      administrator = await scene.caller('admin-users');
      agent = agentOf(way, { url: scene.url, ticket: administrator.ticket });
    });
    after(() => scene.close());

    const add = (ContactId: number) => agent('AddOwnerContact', { ContactId });
    const remove = (ContactId: number) => agent('RemoveOwnerContact', { ContactId });
    const isOwn = async (id: number) =>
      (await scene.services.stores.contacts.find(id))?.isOwnCompany;

    it('are added and removed, once', async () => {
      const { id } = await scene.addContact();
      await resultOf(remove(id));
      for (const _time of [1, 2]) {
        await resultOf(add(id));
        assert.equal(await isOwn(id), true);
      }
      for (const _time of [1, 2]) {
        await resultOf(remove(id));
        assert.equal(await isOwn(id), false);
      }
      const { audit } = scene.installation.registry.stores;
      const filter = { user: administrator.user.name, outcome: 'succeeded' } as const;
      const events = await audit.listLatest(filter, 10);
      const detail = { by: administrator.user.name, contactId: id, fields: 'isOwnCompany' };
      assert.deepEqual(
        events.map((event) => [event.action, event.detail]),
        [
          ['contact-changed', detail],
          ['contact-changed', detail],
        ],
      );
    });

    it('stay while internal users belong to them', async () => {
      const { id: contactId } = await scene.addContact();
      await scene.addExternalUser({ contactId });
      await resultOf(add(contactId));
      await resultOf(remove(contactId));
      await resultOf(add(contactId));
      const user = await scene.addUser({ contactId });
      const message = /^1 internal users belong to the contact .*Move them to another own company/;
      await requireRefused(remove(contactId), illegal, message);
      assert.equal(await isOwn(contactId), true);
      await scene.services.stores.associates.remove(user.id, 1);
      await resultOf(remove(contactId));
    });

    it('are contacts that exist', async () => {
      for (const operation of [add, remove]) {
        await requireRefused(operation(4711), 'SoNotFoundException', unknown);
      }
    });

    it('cannot be removed as contacts', async () => {
      const { id } = await scene.addContact({ isOwnCompany: true });
      const { contacts } = scene.services;
      await assertFails(contacts.remove(administer, id), 'conflict', /is an own company/);
      await resultOf(remove(id));
      await contacts.remove(administer, id);
    });

    it('are never none again', async () => {
      const own = await UserAgentScene.create();
      try {
        const { ticket } = await own.caller('system');
        const { id } = await own.addContact();
        const callOwn = agentOf(way, { url: own.url, ticket });
        await resultOf(callOwn('AddOwnerContact', { ContactId: id }));
        const last = callOwn('RemoveOwnerContact', { ContactId: id });
        await requireRefused(last, illegal, /is the only own company\. Make another contact/);
        const other = await own.addContact();
        await resultOf(callOwn('AddOwnerContact', { ContactId: other.id }));
        await resultOf(callOwn('RemoveOwnerContact', { ContactId: id }));
      } finally {
        await own.close();
      }
    });
  });
}
