/** Client credentials: an application works as its own system user, if it has one. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Associate } from '../../src/domain/users/associate.ts';
import { introspect, postForm } from '../support/oauth-calls.ts';
import { assertRefused, OAuthScene } from '../support/oauth-scene.ts';
import { addUser } from '../support/test-installation.ts';

const grant = { grant_type: 'client_credentials' };

let scene: OAuthScene;
let robot: Associate;
before(async () => {
  scene = await OAuthScene.create();
  const { services, application } = scene.cast;
  robot = await addUser(services, 'robot', null, { type: 'system' });
  await services.stores.systemUsers.set(application.id, robot.id);
});
after(() => scene.close());

describe('client credentials', () => {
  it('issue an access token of the system user', async () => {
    const { base, application } = scene.cast;
    const { status, headers, body } = await scene.post('token', grant);
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'no-store');
    const { access_token: token, ...facts } = body;
    assert.deepEqual(facts, { token_type: 'Bearer', expires_in: 3600 });
    const told = await introspect(base, application, String(token));
    assert.equal(told['sub'], String(robot.id));
    assert.equal(told['username'], 'robot');
    assert.equal(told['client_id'], application.clientId);
    const jwt = await scene.exchange(String(token));
    assert.equal((await introspect(base, application, jwt))['username'], 'robot');
    scene.advance(3_599_999);
    assert.equal(await scene.isActive(String(token)), true);
    scene.advance(1);
    assert.equal(await scene.isActive(String(token)), false);
  });

  it('leave no session that lives longer than the token', async () => {
    const { services, clock } = scene.cast;
    scene.advance(60_000);
    await scene.post('token', grant);
    const live = () => services.stores.tickets.listLive(clock.nowMs, 10, robot.id);
    assert.equal((await live()).length, 1);
    scene.advance(3_660_000);
    assert.equal((await live()).length, 0);
  });

  it('issue nothing to an application without a system user here', async () => {
    const { installation, services, application, base, other } = scene.cast;
    const refusal = /no system user here that can log in/;
    const without = await scene.post('token', grant, other);
    assertRefused(without, 'unauthorized_client', 400, refusal);
    const elsewhere = await installation.addTenant('Cust26759');
    assert.equal(await elsewhere.stores.systemUsers.find(application.id), null);
    const there = base.replace('Cust12345', 'Cust26759');
    const answer = await postForm(`${there}/oauth2/token`, application, grant);
    assertRefused(answer, 'unauthorized_client', 400, refusal);
    assert.equal(await services.stores.systemUsers.find(application.id), robot.id);
  });

  it('end when the system user is disabled, and are refused until it is enabled', async () => {
    const { services } = scene.cast;
    const { body } = await scene.post('token', grant);
    await services.stores.associates.disable(robot.id, services.clock.now());
    assert.equal(await scene.isActive(String(body['access_token'])), false);
    const answer = await scene.post('token', grant);
    assertRefused(answer, 'unauthorized_client', 400, /no system user/);
    await services.stores.associates.enable(robot.id);
    assert.equal((await scene.post('token', grant)).status, 200);
    assert.equal(await scene.isActive(String(body['access_token'])), false);
  });

  it('require that the application may use the agent that issues tokens', async () => {
    const plain = await scene.cast.installation.addApplication('Plain');
    const answer = await scene.post('token', grant, plain);
    assertRefused(answer, 'unauthorized_client', 400, /Plain may not use the User agent/);
  });

  it('have no scopes', async () => {
    const answer = await scene.post('token', { ...grant, scope: 'all' });
    assertRefused(answer, 'invalid_scope', 400, /no scopes/);
  });
});
