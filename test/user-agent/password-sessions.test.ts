/** A change of a password ends the user's other sessions, on every node. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
import { startSession } from '../support/test-installation.ts';
import { agentOf, resultOf } from '../support/user-agent-calls.ts';
import { scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';

const change = { OldPassword: scenePassword, NewPassword: 'a new password' };

let scene: UserAgentScene;
/** The URLs of two nodes. */
let nodes: readonly string[];
before(async () => {
  scene = await UserAgentScene.create();
  const { installation } = scene;
  const other = await installation.openAgain();
  nodes = [scene.url, await installation.serve({}, null, undefined, other)];
});
after(() => scene.close());

/** The statuses of calls with the credentials, at each node. */
async function statusesOf(proof: string): Promise<readonly number[]> {
  const calls = nodes.map((url) => callRest(url, currentPrincipal, { authorization: proof }));
  return (await Promise.all(calls)).map(({ status }) => status);
}

it('keeps the ticket of the caller at all nodes, and no other credentials', async () => {
  const { user, ticket } = await scene.caller('employee');
  const other = authorization.ticket(await startSession(scene.services, user));
  const token = async (proof: string) =>
    String(await resultOf(agentOf('rest', { url: scene.url, ticket: proof })('GetAccessToken')));
  const own = authorization.ticket(ticket);
  const ownToken = authorization.bearer(await token(ticket));
  for (const proof of [own, other, ownToken]) {
    assert.deepEqual(await statusesOf(proof), [200, 200]);
  }
  const agent = agentOf('soap', { url: nodes[1] ?? '', ticket });
  assert.equal(await resultOf(agent('ChangeOwnPassword', change)), true);
  assert.deepEqual(await statusesOf(own), [200, 200]);
  assert.deepEqual(await statusesOf(other), [401, 401]);
  assert.deepEqual(await statusesOf(ownToken), [401, 401]);
  assert.deepEqual(await statusesOf(authorization.bearer(await token(ticket))), [200, 200]);
});

it('ends the session of an access token with which the password was changed', async () => {
  const { ticket } = await scene.caller('employee');
  const place = { url: scene.url, ticket };
  const token = String(await resultOf(agentOf('rest', place)('GetAccessToken')));
  const agent = agentOf('soap', { url: scene.url, ticket: token });
  assert.equal(await resultOf(agent('ChangeOwnPassword', change)), true);
  assert.deepEqual(await statusesOf(authorization.bearer(token)), [401, 401]);
  assert.deepEqual(await statusesOf(authorization.ticket(ticket)), [200, 200]);
});

it('lets one of two changes with the same old password win', async () => {
  const { user, ticket } = await scene.caller('employee');
  const changing = ['the first password', 'the second password'].map((NewPassword, index) => {
    const agent = agentOf('soap', { url: nodes[index] ?? '', ticket });
    return resultOf(agent('ChangeOwnPassword', { OldPassword: scenePassword, NewPassword }));
  });
  const results = await Promise.all(changing);
  assert.deepEqual(results.toSorted(), [false, true]);
  assert.deepEqual(await statusesOf(authorization.ticket(ticket)), [200, 200]);
  const after = await scene.services.stores.associates.find(user.id);
  assert.equal(after?.generation, user.generation + 1);
});
