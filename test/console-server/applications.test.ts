/** Applications and consents at the console: what changes, who may, and what the trail says. */
import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { ConsoleScene, requireRefusal } from './console-scene.ts';

const TENANT = 'Cust12345';
const OTHER = 'Cust26759';
const URI = 'https://app.example.com/callback';

interface Detail {
  readonly redirectUris: readonly string[];
  readonly native: boolean;
  readonly serverToServer: boolean;
  readonly consent: {
    readonly tenant: string;
    readonly state: string;
    readonly revokedAt: string | null;
  } | null;
}

async function openScene(context: TestContext) {
  const scene = await ConsoleScene.start(context, { mode: 'online' });
  const services = await scene.installation.addTenant(TENANT);
  await scene.installation.addTenant(OTHER);
  const profile = { serverToServer: true };
  const application = await scene.installation.addApplication('Sailing Plans', profile);
  const [operator, viewer] = [await scene.signIn('operator'), await scene.signIn('viewer')];
  const about = { applicationId: application.id };
  const post = (path: string, body: object, cookie = operator) =>
    scene.call('POST', `/api/applications/${path}`, { cookie, body: { ...about, ...body } });
  const detail = async (tenant = TENANT) => {
    const path = `/api/applications/${application.id}?tenant=${tenant}`;
    const answer = await scene.call('GET', path, { cookie: viewer });
    assert.equal(answer.status, 200, answer.text);
    return answer.json as Detail;
  };
  const lastEvent = async () =>
    (await scene.installation.registry.stores.audit.listLatest({}, 1)).at(0);
  return { scene, services, application, viewer, operator, post, detail, lastEvent };
}

it('an operator adds and removes a redirect URI, and the trail says who', async (context) => {
  const { post, detail, lastEvent } = await openScene(context);
  assert.equal((await post('add-redirect-uri', { redirectUri: URI })).status, 204);
  assert.deepEqual((await detail()).redirectUris, [URI]);
  const added = await lastEvent();
  assert.deepEqual(
    [added?.action, added?.operator, added?.detail['redirectUris'], added?.address],
    ['application-changed', 'operator@test', URI, '127.0.0.1'],
  );
  assert.equal((await post('add-redirect-uri', { redirectUri: URI })).status, 204);
  assert.equal((await lastEvent())?.id, added?.id);
  assert.equal((await post('remove-redirect-uri', { redirectUri: URI })).status, 204);
  assert.deepEqual((await detail()).redirectUris, []);
  const again = await post('remove-redirect-uri', { redirectUri: URI });
  requireRefusal(again, [404, 'not-found']);
});

it('a redirect URI at the console obeys the rules of the domain', async (context) => {
  const { post, detail } = await openScene(context);
  const bad = ['http://app.example.com/', 'https://a.example/#x', 'https://*.example/', 'nonsense'];
  for (const redirectUri of bad) {
    requireRefusal(await post('add-redirect-uri', { redirectUri }), [400, 'invalid-argument']);
  }
  for (let count = 0; count < 20; count += 1) {
    await post('add-redirect-uri', { redirectUri: `${URI}/${count}` });
  }
  requireRefusal(await post('add-redirect-uri', { redirectUri: URI }), [400, 'invalid-argument']);
  assert.equal((await detail()).redirectUris.length, 20);
});

it('an operator grants and revokes the consent of one tenant', async (context) => {
  const { services, application, post, detail, lastEvent } = await openScene(context);
  const here = { tenant: TENANT };
  assert.equal((await detail()).consent?.state, 'missing');
  assert.equal((await post('grant-consent', here)).status, 204);
  const granted = await detail();
  assert.deepEqual([granted.consent?.tenant, granted.consent?.state], [TENANT, 'given']);
  assert.equal((await detail(OTHER)).consent?.state, 'missing');
  const given = await lastEvent();
  assert.deepEqual(
    [given?.action, given?.operator, given?.tenant, given?.application],
    ['consent-given', 'operator@test', TENANT, 'Sailing Plans'],
  );
  assert.equal((await post('revoke-consent', here)).status, 204);
  const revoked = await detail();
  assert.equal(revoked.consent?.state, 'revoked');
  assert.ok(revoked.consent?.revokedAt);
  assert.equal((await lastEvent())?.action, 'consent-revoked');
  assert.equal(await services.consents.stateOf(application), 'revoked');
});

it('only an operator who asks sees the system token, and the trail has it', async (context) => {
  const { scene, services, application, viewer, operator, post, lastEvent } =
    await openScene(context);
  await post('grant-consent', { tenant: TENANT });
  const token = await services.consents.systemTokenOf(application);
  assert.ok(token);
  const refused = await post('show-system-token', { tenant: TENANT }, viewer);
  requireRefusal(refused, [403, 'not-permitted']);
  for (const cookie of [viewer, operator]) {
    const paths = ['', `/${application.id}?tenant=${TENANT}`];
    for (const path of paths) {
      const { text } = await scene.call('GET', `/api/applications${path}`, { cookie });
      assert.ok(!text.includes(token), text);
      assert.ok(!text.includes(application.token), text);
    }
  }
  const shown = await post('show-system-token', { tenant: TENANT });
  assert.deepEqual(shown.json, { systemToken: token });
  const event = await lastEvent();
  assert.deepEqual(
    [event?.action, event?.operator, event?.tenant],
    ['system-token-shown', 'operator@test', TENANT],
  );
  assert.ok(!JSON.stringify(event).includes(token));
});

it('a viewer reads applications and changes nothing', async (context) => {
  const { viewer, post, detail } = await openScene(context);
  for (const [path, body] of [
    ['add-redirect-uri', { redirectUri: URI }],
    ['remove-redirect-uri', { redirectUri: URI }],
    ['grant-consent', { tenant: TENANT }],
    ['revoke-consent', { tenant: TENANT }],
  ] as const) {
    requireRefusal(await post(path, body, viewer), [403, 'not-permitted']);
  }
  const { redirectUris, consent } = await detail();
  assert.deepEqual([redirectUris, consent?.state], [[], 'missing']);
});

it('an unknown application, an unknown tenant and no tenant are refused', async (context) => {
  const { scene, application, viewer, post } = await openScene(context);
  const here = { tenant: TENANT };
  const unknown = { ...here, applicationId: 77 };
  for (const path of ['grant-consent', 'revoke-consent', 'show-system-token']) {
    requireRefusal(await post(path, unknown), [404, 'not-found']);
    requireRefusal(await post(path, { tenant: 'Cust404' }), [404, 'not-found']);
    requireRefusal(await post(path, {}), [400, 'invalid-argument']);
  }
  const none = await scene.call('GET', '/api/applications/77', { cookie: viewer });
  requireRefusal(none, [404, 'not-found']);
  const path = `/api/applications/${application.id}`;
  const ofNone = (await scene.call('GET', path, { cookie: viewer })).json as Detail;
  assert.equal(ofNone.consent, null);
});

it('a consent needs the application to be installed at the tenant', async (context) => {
  const { scene, services, post } = await openScene(context);
  const profile = { tenantIds: [services.tenant.id] };
  const { id } = await scene.installation.addApplication('Deck Terminal', profile);
  const given = { applicationId: id, tenant: OTHER };
  requireRefusal(await post('grant-consent', given), [409, 'conflict']);
});
