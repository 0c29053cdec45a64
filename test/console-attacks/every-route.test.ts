/** What each route of the console does for nobody, for a viewer and for an operator. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { consoleRoutes } from '../../src/console-server/console-routes.ts';
import { addUser } from '../support/test-installation.ts';
import { routeName, routeSamples, SAMPLE_USER_ID, sampledRoutes } from './routes.ts';
import { type ConsoleRequest, ConsoleScene, errorIn } from './scene.ts';

const LIMIT = { timeout: 60_000 };

describe('each route of the console', LIMIT, () => {
  let scene: ConsoleScene;
  let viewer: string;
  let operator: string;
  before(async () => {
    scene = await ConsoleScene.open();
    const services = await scene.installation.servicesOf();
    const { id } = await addUser(services, 'anna', 'right-secret-1');
    assert.equal(id, SAMPLE_USER_ID);
    [viewer, operator] = [await scene.signIn('viewer'), await scene.signIn('operator')];
    // A first entry of the journal.
    await fetch(`${scene.base}/Remote/Services88/User.svc?wsdl`);
  });
  after(() => scene.close());

  it('has a request in the table of the tests, and the table has no other', () => {
    const names = consoleRoutes.map(routeName).toSorted();
    assert.deepEqual(Object.keys(routeSamples).toSorted(), names);
    assert.equal(new Set(names).size, names.length);
  });

  it('changes something only if it is not GET, and a viewer then may not', () => {
    for (const { name, method, viewer: allowed } of sampledRoutes()) {
      if (method === 'GET') assert.equal(allowed, 'may', name);
    }
    const harmless = sampledRoutes().filter(
      ({ method, viewer: allowed }) => method !== 'GET' && allowed === 'may',
    );
    assert.deepEqual(
      harmless.map(({ name }) => name),
      ['POST /decode'],
    );
  });

  it('tells nothing to somebody who is not signed in', async () => {
    const cookies = [
      undefined,
      forged(viewer),
      viewer.replace(/=.*/, '='),
      `other=${'x'.repeat(43)}`,
    ];
    for (const { name, method, isPublic, path, body } of sampledRoutes()) {
      for (const cookie of cookies) {
        const answer = await scene.ask({ method, path: `/api${path}`, body, cookie });
        assert.equal(answer.status, 401, `${name}: ${answer.text}`);
        assert.equal(errorIn(answer), isPublic ? 'sign-in-refused' : 'not-signed-in', name);
      }
    }
  });

  it('refuses a viewer what changes something, and does it for an operator', async () => {
    for (const { name, method, path, body, viewer: allowed } of sampledRoutes()) {
      if (allowed === 'own') continue;
      const asked = { method, path: `/api${path}`, body };
      const seen = await statusOf({ ...asked, cookie: viewer });
      assert.equal(seen === 403, allowed === 'refused', `${name} answers ${seen} to a viewer`);
      const done = await statusOf({ ...asked, cookie: operator });
      const isDone = done < 300 || (name.startsWith('POST /sessions') && done === 404);
      assert.ok(isDone, `${name} answers ${done} to an operator`);
    }
  });

  it('says why to a viewer', async () => {
    const { path, body } = routeSamples['POST /users/disable'] ?? { path: '' };
    const asked = { method: 'POST', path: `/api${path}`, body, cookie: viewer };
    const answer = await scene.ask(asked);
    assert.equal(errorIn(answer), 'not-permitted');
    assert.match(answer.text, /A viewer may only look/);
  });

  it('does nothing for a viewer who names the operator role in other places', async () => {
    const { path, body } = routeSamples['POST /users/disable'] ?? { path: '' };
    for (const extra of [
      { path: `/api${path}?role=operator` },
      { fields: { 'X-Role': 'operator', 'X-HTTP-Method-Override': 'GET' } },
      { body: { ...body, role: 'operator' } },
      { body: Buffer.from('{"userId":1,"__proto__":{"role":"operator"}}') },
    ]) {
      const asked = { method: 'POST', path: `/api${path}`, body, cookie: viewer, ...extra };
      const status = await statusOf(asked);
      assert.ok(status === 403 || status === 400, `${status} for ${JSON.stringify(extra)}`);
    }
  });

  it('has the header fields that keep a browser safe, whatever it answers', async () => {
    for (const { name, method, path, body } of sampledRoutes()) {
      for (const cookie of [undefined, viewer]) {
        if (name === 'DELETE /session' && cookie) continue;
        const response = await scene.begin({ method, path: `/api${path}`, body, cookie });
        response.destroy();
        const { headers } = response;
        assert.match(`${headers['content-security-policy']}`, /^default-src 'none'; /, name);
        assert.match(`${headers['content-security-policy']}`, /trusted-types 'none'/, name);
        assert.equal(headers['x-content-type-options'], 'nosniff', name);
        assert.equal(headers['referrer-policy'], 'no-referrer', name);
        assert.match(`${headers['cache-control']}`, /no-store/, name);
        assert.doesNotMatch(`${headers['content-type']}`, /html|svg|javascript/, name);
      }
    }
  });

  async function statusOf(asked: ConsoleRequest): Promise<number> {
    const response = await scene.begin(asked);
    // A stream does not end.
    response.destroy();
    return response.statusCode ?? 0;
  }
});

/** A cookie with another secret of the same form. */
function forged(cookie: string): string {
  return cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
}
