/** What each route of the console does for nobody, for a viewer and for an operator. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { consoleRoutes } from '../../src/console-server/console-routes.ts';
import { addUser } from '../support/test-installation.ts';
import { ConsoleScene, requireRefusal } from './console-scene.ts';
import { routeName, routeSamples, SAMPLE_USER_ID, sampledRoutes } from './route-samples.ts';

const LIMIT = { timeout: 60_000 };

/** A scene with the user and the request that the samples need. */
async function openScene(context: TestContext): Promise<ConsoleScene> {
  const scene = await ConsoleScene.start(context);
  const services = await scene.installation.servicesOf();
  const { id } = await addUser(services, 'anna', 'right-secret-1');
  assert.equal(id, SAMPLE_USER_ID);
  await scene.installation.addApplication('Sailing Plans');
  await fetch(`${scene.url}/Remote/Services88/User.svc?wsdl`);
  return scene;
}

describe('each route of the console', LIMIT, () => {
  it('has a request in the table of the tests, and the table has no other', () => {
    const names = consoleRoutes.map(routeName).toSorted();
    assert.deepEqual(Object.keys(routeSamples).toSorted(), names);
    assert.equal(new Set(names).size, names.length);
  });

  it('is for viewers if it is GET, and otherwise not, except for the decoder', () => {
    const routes = sampledRoutes();
    const reads = routes.filter(({ method }) => method === 'GET');
    assert.deepEqual(new Set(reads.map(({ viewer }) => viewer)), new Set(['may']));
    const others = routes.filter(({ method, viewer }) => method !== 'GET' && viewer === 'may');
    assert.deepEqual(
      others.map(({ name }) => name),
      ['POST /decode'],
    );
  });

  it('tells nothing to somebody who is not signed in', async (context) => {
    const scene = await openScene(context);
    const own = await scene.signIn();
    const [name = ''] = own.split('=');
    const cookies = [null, forged(own), `${name}=`, `other=${'x'.repeat(43)}`];
    for (const { method, isPublic, path, body } of sampledRoutes()) {
      for (const cookie of cookies) {
        const answer = await scene.call(method, `/api${path}`, { body, cookie });
        requireRefusal(answer, [401, isPublic ? 'sign-in-refused' : 'not-signed-in']);
      }
    }
  });

  it('refuses a viewer what changes something, and does it for an operator', async (context) => {
    const scene = await openScene(context);
    const viewer = await scene.signIn('viewer');
    const operator = await scene.signIn('operator');
    for (const { name, method, path, body, viewer: allowed } of sampledRoutes()) {
      if (allowed === 'own') continue;
      const seen = await scene.head(method, `/api${path}`, { body, cookie: viewer });
      assert.equal(seen.status === 403, allowed === 'refused', `${name}: ${seen.status}`);
      const done = await scene.head(method, `/api${path}`, { body, cookie: operator });
      // There is no such session.
      const isDone =
        done.status < 300 || (name.startsWith('POST /sessions/') && done.status === 404);
      assert.ok(isDone, `${name}: ${done.status}`);
    }
  });

  it('does nothing for a viewer who names the role operator elsewhere', async (context) => {
    const scene = await openScene(context);
    const cookie = await scene.signIn('viewer');
    const body = { userId: SAMPLE_USER_ID };
    const disable = '/api/users/disable';
    const headers = { 'X-Role': 'operator', 'X-HTTP-Method-Override': 'GET' };
    const refused = [403, 'not-permitted'] as const;
    for (const [path, sent] of [
      [`${disable}?role=operator`, { body }],
      [disable, { body, headers }],
      [disable, { body: '{"userId":1,"__proto__":{"role":"operator"}}' }],
    ] as const) {
      const answer = await scene.call('POST', path, { cookie, ...sent });
      if (answer.status !== 400) requireRefusal(answer, refused);
    }
    const { json } = await scene.call('GET', `/api/users/${SAMPLE_USER_ID}`, { cookie });
    assert.equal((json as { readonly state: string }).state, 'enabled');
  });

  it('answers nothing that a browser keeps, or takes for a page', async (context) => {
    const scene = await openScene(context);
    for (const { name, method, path, body, viewer } of sampledRoutes()) {
      for (const cookie of [null, await scene.signIn('viewer')]) {
        const { headers } = await scene.head(method, `/api${path}`, { body, cookie });
        assert.match(`${headers['content-security-policy']}`, /^default-src 'none'; /, name);
        assert.equal(headers['x-content-type-options'], 'nosniff', name);
        assert.match(`${headers['cache-control']}`, /no-store/, `${name} ${viewer}`);
        assert.doesNotMatch(`${headers['content-type']}`, /html|xml|javascript/, name);
      }
    }
  });
});

/** A cookie with another secret of the same form. */
function forged(cookie: string): string {
  return cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
}
