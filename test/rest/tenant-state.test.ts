/** Requests that clients of the original make to REST before and besides the operations. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { product } from '../../src/product.ts';
import { requireDescribed } from '../support/described-answers.ts';
import { authorization, callRest, currentPrincipal, systemInfo } from '../support/rest-calls.ts';
import { addUser, startSession, TestInstallation } from '../support/test-installation.ts';

const nowMs = Date.parse('2026-11-22T12:00:00Z');

let online: TestInstallation;
let onsite: TestInstallation;
let url: string;
let onsiteUrl: string;
let appToken: string;
let ticket: string;
before(async () => {
  online = await TestInstallation.create('online', { now: () => nowMs });
  const services = await online.addTenant('Cust12345');
  const { tenant } = await online.addTenant('Closed');
  await online.registry.stores.tenants.suspend(tenant.id, 1);
  appToken = (await online.addApplication('Gateway', { agents: ['User'] })).token;
  ticket = await startSession(
    services,
    await addUser(services, 'anna', null, { email: 'a@b.example' }),
  );
  url = await online.serve();
  onsite = await TestInstallation.create('onsite');
  onsiteUrl = await onsite.serve({ timeZoneLocationCode: 'NOROSL' });
});
after(() => Promise.all([online.close(), onsite.close()]));

const get = (path: string, base = url, headers = {}) =>
  callRest(base, path, { method: 'GET', headers });

describe('the state of a tenant', () => {
  it('is served at the root, without credentials', async () => {
    const answer = await get('/api/state/cust12345');
    assert.deepEqual(answer.json, {
      ContextIdentifier: 'Cust12345',
      Endpoint: `${url}/Cust12345`,
      State: 'Running',
      IsRunning: true,
      ValidUntil: '2026-11-22T12:01:00.0000000Z',
      Api: `${url}/Cust12345/api`,
      Version: product.version,
    });
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    await requireDescribed(url, 'get', '/api/state/{contextIdentifier}', answer);
  });

  it('is Suspended, or Unknown', async () => {
    const suspended = Object((await get('/API/State/Closed/')).json);
    assert.deepEqual([suspended.State, suspended.IsRunning], ['Suspended', false]);
    assert.equal(suspended.Endpoint, `${url}/Closed`);
    for (const name of ['Nobody', '%3Cx%3E', 'x'.repeat(100)]) {
      const answer = await get(`/api/state/${name}`);
      const { ContextIdentifier, Endpoint, State, IsRunning, Api } = Object(answer.json);
      assert.equal(ContextIdentifier, decodeURIComponent(name));
      assert.deepEqual([Endpoint, State, IsRunning, Api], [null, 'Unknown', false, null]);
      await requireDescribed(url, 'get', '/api/state/{contextIdentifier}', answer);
    }
  });

  it('names the configured address', async () => {
    const publicUrl = await online.serve({ publicUrl: 'https://crm.example.com/so' });
    const { Endpoint, Api } = Object((await get('/api/state/Cust12345', publicUrl)).json);
    assert.equal(Endpoint, 'https://crm.example.com/so/Cust12345');
    assert.equal(Api, 'https://crm.example.com/so/Cust12345/api');
  });

  it('is served neither below a tenant nor on-site', async () => {
    for (const [base, path] of [
      [url, '/Cust12345/api/state/Cust12345'],
      [url, '/api/state'],
      [onsiteUrl, '/api/state/Cust12345'],
    ] as const) {
      assert.equal((await get(path, base)).status, 404, path);
    }
  });
});

describe('GET /api', () => {
  it('has the members of the original', async () => {
    const label = `${product.name} ${product.version}`;
    for (const [base, prefix] of [
      [url, ''],
      [url, '/Cust12345'],
      [onsiteUrl, ''],
      [onsiteUrl, '/crm'],
    ] as const) {
      const answer = await get('/api', base + prefix);
      const openApi = `${base}${base === url ? '' : prefix}/api/openapi.json`;
      assert.deepEqual(answer.json, {
        v1: `${base}${prefix}/api/v1/`,
        NetServerVersion: product.version,
        NetServerAssembly: product.version,
        NetServerDate: null,
        NetServerLabel: label,
        NetServer: label,
        Services: 'Services87',
        ServicesCurrent: 'Services88',
        Version: 'v1',
        Documentation: openApi,
        Product: product.name,
        OpenApi: openApi,
      });
      await requireDescribed(base, 'get', '/api', answer);
    }
    assert.equal((await get('/api', `${url}/Nobody`)).status, 421);
  });

  it('agrees with GetSystemInfo', async () => {
    const { NetServerAssembly, NetServerLabel } = Object((await get('/api', onsiteUrl)).json);
    const { AssemblyVersion, BuildLabel } = Object((await callRest(onsiteUrl, systemInfo)).json);
    assert.deepEqual([AssemblyVersion, BuildLabel], [NetServerAssembly, NetServerLabel]);
  });
});

it('currentPrincipal has the name that the user signs in with', async () => {
  const answer = await callRest(`${url}/Cust12345`, currentPrincipal, {
    authorization: authorization.ticket(ticket),
    appToken,
  });
  const { UserName, Associate } = Object(answer.json);
  assert.deepEqual([UserName, Associate], ['a@b.example', 'anna']);
  await requireDescribed(url, 'get', currentPrincipal, answer);
});

describe('SO-TimeZone', () => {
  it('is returned, or else names the time zone of the settings', async () => {
    for (const [given, told] of [
      [undefined, 'NOROSL'],
      ['', 'NOROSL'],
      ['SWESTO', 'SWESTO'],
      ['x'.repeat(101), 'NOROSL'],
      ['\u00e5', 'NOROSL'],
    ] as const) {
      for (const path of [systemInfo, '/api/nothing']) {
        const headers = {
          'SO-Language': 'no',
          'SO-Culture': '*',
          ...(given !== undefined && { 'SO-TimeZone': given }),
        };
        const answer = await callRest(onsiteUrl, path, { headers });
        assert.equal(answer.status, path === systemInfo ? 200 : 404);
        assert.equal(answer.headers.get('so-timezone'), told);
      }
    }
  });

  it('is in no answer that caches may keep', async () => {
    const answer = await get('/api/openapi.json', onsiteUrl, { 'SO-TimeZone': 'SWESTO' });
    assert.equal(answer.headers.get('so-timezone'), null);
  });
});
