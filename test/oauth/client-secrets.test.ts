/** Client authentication by a secret, in the header field and in the body. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hashApplicationToken } from '../../src/domain/applications/application.ts';
import { basic, type Client } from '../support/oauth-calls.ts';
import { assertRefused, OAuthScene } from '../support/oauth-scene.ts';
import type { RegisteredApplication } from '../support/test-installation.ts';

let scene: OAuthScene;
let application: RegisteredApplication;
before(async () => {
  scene = await OAuthScene.create();
  ({ application } = scene.cast);
});
after(() => scene.close());

const UNKNOWN_TOKEN = { token: '7T:nothing' };
const REFUSAL = /^Client authentication failed: expected the client id/;

const byHeader = (authorization: string, parameters = {}) =>
  scene.post('introspect', { ...UNKNOWN_TOKEN, ...parameters }, null, {
    Authorization: authorization,
  });
const byBody = ({ clientId, token }: Client, parameters = {}) => {
  const pair = { client_id: clientId, client_secret: token };
  return scene.post('introspect', { ...UNKNOWN_TOKEN, ...pair, ...parameters }, null);
};
const encode = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('client_secret_basic and client_secret_post', () => {
  it('are both accepted', async () => {
    for (const { status, body } of [
      await byHeader(basic(application)),
      await byBody(application),
    ]) {
      assert.deepEqual({ status, body }, { status: 200, body: { active: false } });
    }
  });

  it('are required at every endpoint, before anything else is checked', async () => {
    for (const path of ['token', 'introspect', 'revoke']) {
      assertRefused(await scene.post(path, {}, null), 'invalid_client', 401, REFUSAL);
    }
  });

  it('are refused with the same message, whatever is wrong', async () => {
    const { installation, services } = scene.cast;
    const elsewhere = await installation.addApplication('Elsewhere', { tenantIds: [] });
    const disabled = await installation.addApplication('Disabled');
    await installation.registry.stores.applications.disable(disabled.id, services.clock.now());
    const { clientId, token } = application;
    const told = new Set<string>();
    for (const client of [
      { clientId, token: `${token}x` },
      { clientId: 'nobody', token },
      { clientId: clientId.toUpperCase(), token },
      { clientId, token: scene.cast.other.token },
      { clientId: '', token },
      { clientId, token: '' },
      elsewhere,
      disabled,
    ]) {
      for (const answer of [await byHeader(basic(client)), await byBody(client)]) {
        assertRefused(answer, 'invalid_client', 401, REFUSAL);
        told.add(String(answer.body['error_description']));
      }
    }
    assert.equal(told.size, 1);
  });

  it('are refused once the application is disabled or its token has ended', async () => {
    const { registry } = scene.cast.installation;
    const leaving = await scene.cast.installation.addApplication('Leaving');
    assert.equal((await byBody(leaving)).status, 200);
    await registry.stores.applications.disable(leaving.id, registry.clock.now());
    assertRefused(await byBody(leaving), 'invalid_client', 401, REFUSAL);
    await registry.stores.applications.enable(leaving.id);
    assert.equal((await byBody(leaving)).status, 200);
    await registry.stores.applications.remove(leaving.id);
    assertRefused(await byBody(leaving), 'invalid_client', 401, REFUSAL);
  });

  it('are refused together', async () => {
    const { clientId, token } = application;
    const header = basic(application);
    for (const answer of [
      await byHeader(header, { client_secret: token }),
      await byHeader(header, { client_id: clientId, client_secret: token }),
      await byHeader(header, { client_assertion: 'x' }),
      await byBody(application, { client_assertion_type: 'x', client_assertion: 'x' }),
    ]) {
      assertRefused(answer, 'invalid_request', 400, /one way of client authentication/);
    }
  });

  it('in the body are accepted beside an Authorization of another scheme', async () => {
    const pair = { client_id: application.clientId, client_secret: application.token };
    for (const authorization of ['Bearer 8A:old', 'SOTicket 7T:old', 'Basics eDp5', 'x']) {
      assert.equal((await byHeader(authorization, pair)).status, 200);
      const wrong = await byHeader(authorization, { ...pair, client_secret: 'wrong' });
      assertRefused(wrong, 'invalid_client', 401, REFUSAL);
    }
    const unreadable = await byHeader('Basic', pair);
    assertRefused(unreadable, 'invalid_request', 400, /one way of client authentication/);
  });

  it('are not read from the URL', async () => {
    const { clientId, token } = application;
    const query = new URLSearchParams({ client_id: clientId, client_secret: token });
    const answer = await scene.post(`introspect?${query}`, UNKNOWN_TOKEN, null);
    assertRefused(answer, 'invalid_client', 401, REFUSAL);
  });
});

describe('client_secret_basic', () => {
  it('accepts both parts form-encoded or as they are', async () => {
    const { installation } = scene.cast;
    const clientId = 'a:b+c%20d';
    const strange = await installation.addApplication('Strange', { clientId });
    const form = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');
    const secret = 'secret+with%25:in_it';
    const { applications } = installation.registry.stores;
    await applications.addToken(strange.id, hashApplicationToken(secret), 1);
    assert.equal((await byHeader(encode(`${form(clientId)}:${form(secret)}`))).status, 200);
    const raw = await byHeader(encode(`${clientId}:${secret}`));
    assertRefused(raw, 'invalid_client', 401, REFUSAL);
    await applications.update(strange.id, { ...strange, clientId: 'plain+id' });
    assert.equal((await byHeader(encode(`plain+id:${secret}`))).status, 200);
  });

  it('may come with the same client id in the body, and with no other', async () => {
    const header = basic(application);
    assert.equal((await byHeader(header, { client_id: application.clientId })).status, 200);
    const answer = await byHeader(header, { client_id: 'another' });
    assertRefused(answer, 'invalid_client', 401, REFUSAL);
  });

  it('is refused if it cannot be read, and so is every other scheme', async () => {
    const { clientId, token } = application;
    for (const authorization of [
      'Basic',
      'Basic !!!!',
      `Basic ${clientId}:${token}`,
      encode('no-colon'),
      encode(`${clientId}:${'x'.repeat(2100)}`),
      basic(application).replace('Basic ', 'Bearer '),
      `${basic(application)}, Basic eDp5`,
    ]) {
      assertRefused(await byHeader(authorization), 'invalid_client', 401, REFUSAL);
    }
    assert.equal((await byHeader(basic(application).replace('Basic', 'bASIC '))).status, 200);
  });
});
