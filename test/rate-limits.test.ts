/**
 * A client that exceeds a rate limit gets the protocol's own error. Other clients are not
 * affected.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { systemClock } from '../src/domain/clock.ts';
import type { Settings } from '../src/settings.ts';
import { basic } from './support/oauth-calls.ts';
import { callService, operations, refusalOf } from './support/service-calls.ts';
import { type RegisteredApplication, TestInstallation } from './support/test-installation.ts';

const PATHS = {
  soap: '/Remote/Services88/SoPrincipal.svc',
  rest: '/api/v1/Agents/SoPrincipal/GetSystemInfo',
  oauth: '/oauth2/introspect',
} as const;
const strict: Partial<Settings> = {
  trustedProxies: ['127.0.0.1'],
  addressRequestsPerSecondMax: 1,
};

let installation: TestInstallation;
let application: RegisteredApplication;
before(async () => {
  installation = await TestInstallation.create('onsite', systemClock, {
    applicationRequestsPerSecondMax: 1,
  });
  application = await installation.addApplication('Sync');
});
after(() => installation.close());

function ask(url: string, path: string, address: string | null, method = 'POST') {
  const headers = address === null ? {} : { 'X-Forwarded-For': address };
  return fetch(url + path, { method, headers });
}

/** Sends requests until one is refused. Usually the first few are enough. */
async function askTooOften(asking: () => Promise<Response>, status: number): Promise<Response> {
  for (let time = 0; time < 100; time += 1) {
    const response = await asking();
    if (response.status === status) return response;
    await response.text();
  }
  throw new Error('It was never too much.');
}

it('an address gets a SOAP fault for messages and for GET requests', async () => {
  const url = await installation.serve(strict);
  for (const method of ['POST', 'GET']) {
    const response = await askTooOften(() => ask(url, PATHS.soap, '192.0.2.1', method), 503);
    assert.equal(response.headers.get('retry-after'), '1');
    assert.match(await response.text(), /<SOAP-ENV:Fault>.*Too many requests from this address/s);
  }
  const another = await ask(url, PATHS.soap, '192.0.2.2', 'GET');
  assert.equal(another.status, 200);
});

it('an address gets status 429 from REST and OAuth, each in its own form', async () => {
  const url = await installation.serve(strict);
  const rest = await askTooOften(() => ask(url, PATHS.rest, '2001:db8::1'), 429);
  assert.equal(rest.headers.get('retry-after'), '1');
  const { ErrorType } = (await rest.json()) as Record<string, unknown>;
  assert.equal(ErrorType, 'SoServerException');
  const oauth = await askTooOften(() => ask(url, PATHS.oauth, '2001:db8::2'), 429);
  assert.equal(oauth.headers.get('retry-after'), '1');
  const { error } = (await oauth.json()) as Record<string, unknown>;
  assert.equal(error, 'temporarily_unavailable');
});

it('loopback is not limited', async () => {
  const url = await installation.serve(strict);
  for (let time = 0; time < 20; time += 1) {
    assert.equal((await ask(url, PATHS.soap, null, 'GET')).status, 200);
  }
});

it("an application gets each protocol's error, and other applications do not", async () => {
  const url = await installation.serve();
  const { clientId, token } = application;
  const call = { service: 'SoPrincipal', body: operations.systemInfo };
  const bySoap = async () =>
    refusalOf(await callService(url, { ...call, applicationToken: token }));
  let refusal: string | null = null;
  for (let time = 0; time < 100 && refusal === null; time += 1) refusal = await bySoap();
  assert.match(refusal ?? '', /SoServerException: The application Sync asks too often\./);
  const rest = await askTooOften(
    () => fetch(url + PATHS.rest, { method: 'POST', headers: { 'SO-AppToken': token } }),
    429,
  );
  assert.equal(rest.headers.get('retry-after'), '1');
  const oauth = await askTooOften(
    () =>
      fetch(url + PATHS.oauth, {
        method: 'POST',
        headers: { Authorization: basic({ clientId, token }) },
        body: new URLSearchParams({ token: 'x' }),
      }),
    429,
  );
  assert.equal(oauth.headers.get('retry-after'), '1');
  assert.equal(refusalOf(await callService(url, call)), null);
});
