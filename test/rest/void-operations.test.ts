/** Operations without a result. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { servedContract } from '../../src/contract/served-contract.ts';
import { type Performer, service } from '../../src/contract/service.ts';
import { ownerContactOperations } from '../../src/contract/services88/user/owner-contacts.ts';
import { userService } from '../../src/contract/services88/user.ts';
import { restPlugin } from '../../src/rest/rest-plugin.ts';
import type { RestCall, RestSite } from '../../src/rest/rest-site.ts';
import { BodyBudget } from '../../src/web/body-budget.ts';
import { WebApp } from '../../src/web/web-app.ts';
import { requireDescribed } from '../support/described-answers.ts';

const declared = service({ ...userService, operations: ownerContactOperations });
const path = '/api/v1/Agents/User/AddOwnerContact';

/** Serves REST with a performer of the test. */
async function serve(perform: Performer<RestCall>) {
  const site: RestSite = {
    contextIdentifier: '',
    restPerformers: new Map([['User', perform]]),
    currentPrincipal: async () => ({}),
  };
  const app = await WebApp.create({
    corsOrigins: [],
    bodyLimits: { bytesMax: 1000, budget: new BodyBudget(1000) },
    plugins: [
      restPlugin({
        contract: servedContract(['88'], '11'),
        services: [declared],
        sites: { inPath: false, find: () => site },
        product: { name: 'Test', version: '1.0.0' },
        timeZoneLocationCode: 'UTC',
        now: () => 0,
        onUnexpectedError: (error) => assert.fail(String(error)),
      }),
    ],
  });
  const caller = { address: '', userAgent: null, requestId: 'test', assertedUserName: null };
  const server = createServer((request, response) => {
    const context = {
      caller,
      isTooMuch: false,
      recording: null,
      firstSegment: '',
      baseUrlOf: () => 'http://127.0.0.1',
      baseUrlIsSure: true,
      baseUrlIsSet: true,
      operation: null,
      outcome: '',
    };
    const target = request.url ?? '';
    void app.handle(request, { context, target, response, isLast: () => true, changeAnswer: null });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    await app.close();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

it('are answered with 204 and no body, as described', async () => {
  const performed: unknown[] = [];
  const { url, close } = await serve(async (operation, request) => {
    performed.push([operation, request]);
    return {};
  });
  try {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ ContactId: 7 });
    const response = await fetch(url + path, { method: 'POST', headers, body });
    const text = await response.text();
    assert.deepEqual([response.status, text], [204, '']);
    assert.deepEqual(performed, [['AddOwnerContact', { ContactId: 7 }]]);
    assert.equal(response.headers.get('content-type'), null);
    await requireDescribed(url, 'post', path, { status: 204, json: undefined, text });
    const description = await (await fetch(url + path)).json();
    assert.equal(Object(description).Response, null);
  } finally {
    await close();
  }
});
