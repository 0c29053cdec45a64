/** The User agent's operations on credentials, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Agent, agentOf, resultOf, ways } from '../support/user-agent-calls.ts';
import { UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

const passwordType = {
  TableRight: null,
  FieldProperties: null,
  DisplayType: 'Password',
  Type: 'CRM5/PASSWORD',
  Description: 'The user logs in with a password that this server checks.',
  ValueControl: 'Password',
  CanCreatePerson: false,
  IsUserNameSupported: true,
};

for (const way of ways) {
  describe(`credentials by ${way}`, () => {
    let agent: Agent;
    before(async () => {
      const { ticket } = await scene.caller('admin-users');
      agent = agentOf(way, { url: scene.url, ticket });
    });

    it('have one type, the password', async () => {
      assert.deepEqual(await resultOf(agent('GetCredentialTypes')), [passwordType]);
    });
  });
}
