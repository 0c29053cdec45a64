/** The nginx of `compose.yaml` in front of two nodes. Skipped if nginx is not installed. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { freePort, skipWithoutNginx, startNginx } from '../support/nginx.ts';
import { callService, loginOf, operations } from '../support/service-calls.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

const file = join(import.meta.dirname, '../../packaging/compose/nginx.conf');

async function startProxy(
  context: TestContext,
  nodes: readonly string[],
  changes: (conf: string) => string = (conf) => conf,
): Promise<string> {
  const port = await freePort();
  const conf = await readFile(file, 'utf8');
  const nginx = await startNginx(port, (folder) =>
    changes(
      nodes
        .reduce(
          (text, url, index) => text.replace(`node-${index + 1}:8088`, new URL(url).host),
          conf,
        )
        .replace('listen 8080;', `listen 127.0.0.1:${port};`)
        .replaceAll(/ (?:\/run|\/var\/cache\/nginx)\//g, ` ${folder}/`),
    ),
  );
  context.after(() => nginx.close());
  return `http://127.0.0.1:${port}`;
}

const skip = skipWithoutNginx;
it('two nodes behind nginx act as one, even after one stops', { skip }, async (context) => {
  const installation = await TestInstallation.create('onsite');
  context.after(() => installation.close());
  const services = await installation.servicesOf();
  const anna = await addUser(services, 'anna', 'open sesame');
  const settings = { trustedProxies: ['127.0.0.1'] };
  const nodes = [await installation.serve(settings), await installation.serve(settings)];
  const url = await startProxy(context, nodes);
  const body = operations.byPassword('anna', 'open sesame');
  const logIn = async () => loginOf(await callService(url, { service: 'SoPrincipal', body }));
  assert.equal((await logIn())?.name, 'anna');

  const wsdl = await fetch(`${url}/Remote/Services88/User.svc?wsdl`, {
    headers: { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-For': '203.0.113.9' },
  });
  const text = await wsdl.text();
  assert.ok(text.includes(`"${url}/Remote/Services88/User.svc"`) && !text.includes('evil'));
  assert.equal((await fetch(`${url}/metrics`)).status, 404);
  const large = await fetch(`${url}/Remote/Services88/User.svc`, {
    method: 'POST',
    body: 'x'.repeat(2 ** 20 + 1),
  });
  assert.equal(large.status, 413);
  await large.text();

  const spoofed = await fetch(`${url}/api/v1/User/currentPrincipal`, {
    headers: {
      Authorization: `Bearer ${(await logIn())?.ticket}`,
      'X-Forwarded-For': '203.0.113.9',
    },
  });
  await spoofed.text();
  const tickets = await services.stores.tickets.listLive(Date.now(), 100, anna.id);
  assert.deepEqual([...new Set(tickets.map(({ lastUsedFrom }) => lastUsedFrom))], ['127.0.0.1']);

  await installation.stopServer(0);
  const logins = await Promise.all(Array.from({ length: 8 }, logIn));
  assert.deepEqual(
    logins.map((login) => login?.name),
    Array(8).fill('anna'),
  );
});

it('clients cannot set the request id or the trace', { skip }, async (context) => {
  const seen = Promise.withResolvers<IncomingHttpHeaders>();
  const node = createServer((request, response) => {
    seen.resolve(request.headers);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(node, 'listening');
  context.after(() => node.close());
  const nodeUrl = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
  const url = await startProxy(context, [nodeUrl, nodeUrl]);
  const chosen = {
    'X-Request-Id': 'chosen-by-client',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
    tracestate: 'chosen=by-client',
  };
  await (await fetch(url, { headers: chosen })).arrayBuffer();
  const { traceparent, tracestate, 'x-request-id': requestId } = await seen.promise;
  assert.match(String(requestId), /^[0-9a-f]{32}$/);
  assert.deepEqual([traceparent, tracestate], [undefined, undefined]);
});

it('an answer of the login may have a long address in its head', { skip }, async (context) => {
  const location = `https://app.example.com/callback#${'x'.repeat(10_000)}`;
  const node = createServer((_request, response) => {
    response.writeHead(303, { Location: location }).end();
  }).listen(0, '127.0.0.1');
  await once(node, 'listening');
  context.after(() => node.close());
  const nodeUrl = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
  const url = await startProxy(context, [nodeUrl, nodeUrl]);
  const answer = await fetch(`${url}/login/common/oauth/authorize`, { redirect: 'manual' });
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, location]);
});

describe('nginx behind a TLS terminator', { skip }, () => {
  const front = {
    'X-Forwarded-For': '198.51.100.1, 203.0.113.9',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'crm.example.com',
  };

  /** Returns the client address and the origin that a node sees. */
  async function readThrough(context: TestContext, changes: (conf: string) => string) {
    const installation = await TestInstallation.create('onsite');
    context.after(() => installation.close());
    const services = await installation.servicesOf();
    const anna = await addUser(services, 'anna', 'open sesame');
    const node = await installation.serve({ trustedProxies: ['127.0.0.1'] });
    const url = await startProxy(context, [node, node], changes);
    const wsdl = await fetch(`${url}/Remote/Services88/User.svc?wsdl`, { headers: front });
    const [, address] = /location="([^"]+)"/.exec(await wsdl.text()) ?? [];
    const logIn = `${url}/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword`;
    const login = await fetch(logIn, {
      method: 'POST',
      headers: { ...front, 'Content-Type': 'application/json' },
      body: JSON.stringify({ UserName: 'anna', Password: 'open sesame' }),
    });
    assert.equal(login.status, 200, await login.text());
    const [used] = await services.stores.tickets.listLive(Date.now(), 1, anna.id);
    return { client: used?.lastUsedFrom, address, url };
  }

  it("forwards a trusted terminator's headers to the nodes", async (context) => {
    const { client, address } = await readThrough(context, (conf) =>
      conf.replace('# set_real_ip_from 192.0.2.10;', 'set_real_ip_from 127.0.0.1;'),
    );
    assert.equal(client, '203.0.113.9');
    assert.equal(address, 'https://crm.example.com/Remote/Services88/User.svc');
  });

  it('ignores such headers from other addresses', async (context) => {
    const { client, address, url } = await readThrough(context, (conf) =>
      conf.replace('# set_real_ip_from 192.0.2.10;', 'set_real_ip_from 192.0.2.10;'),
    );
    assert.equal(client, '127.0.0.1');
    assert.equal(address, `${url}/Remote/Services88/User.svc`);
  });
});
