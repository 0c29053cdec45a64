/** How the program ends: cleanly after a signal, and with a reason if it cannot start. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { onsiteTenant } from '../src/domain/tenants/tenant.ts';
import { createInstallation } from '../src/storage/data-directory.ts';
import { postHead, RawClient, SO_PRINCIPAL } from './hostile/wire.ts';
import { ServerProcess } from './support/server-process.ts';
import { envelope, inServices } from './support/soap-messages.ts';

/** The time that supervisors usually wait before they kill a process. */
const GRACE_MS = 10_000;
const LIMIT = { timeout: 60_000 };

let folder = '';
let data = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  data = join(folder, 'data');
});
after(() => rm(folder, { recursive: true, force: true }));

const message = envelope(inServices('<GetSystemInfo></GetSystemInfo>'));
const [head, tail] = [message.slice(0, 40), message.slice(40)];
const posting = postHead(SO_PRINCIPAL, `Content-Length: ${message.length}`);
const waiting = postHead(SO_PRINCIPAL, `Content-Length: ${message.length}`, 'Expect: 100-continue');

async function serve(context: TestContext, ...flags: readonly string[]) {
  const args = ['serve', '--data', data, '--port', '0', ...flags];
  const server = ServerProcess.start(context, args);
  return { server, url: await server.ready() };
}

/** Opens a connection and sends the first part of a request. */
async function beginRequest(url: string): Promise<RawClient> {
  const client = await RawClient.open(url);
  await client.send(waiting);
  await client.waitFor(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
  await client.send(head);
  return client;
}

/** Sends a signal, and checks that the process ends cleanly within the grace time. */
async function requireEnd(server: ServerProcess, signal: 'SIGTERM' | 'SIGINT'): Promise<number> {
  const startedAt = performance.now();
  server.kill(signal);
  assert.equal(await server.exited, 0, server.stderr);
  const tookMs = Math.round(performance.now() - startedAt);
  assert.ok(tookMs < GRACE_MS, `it took ${tookMs} ms`);
  assert.match(server.stdout, /"msg":"stopped"/);
  assert.equal(server.stderr, '');
  return tookMs;
}

it('init creates what serve needs', LIMIT, async (context) => {
  const init = ServerProcess.start(context, ['init', '--data', data, '--company', 'Test']);
  assert.equal(await init.exited, 0, init.stderr);
});

describe('serve ends with code 0', { concurrency: true, ...LIMIT }, () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`at ${signal}, without connections`, async (context) => {
      const { server } = await serve(context);
      await requireEnd(server, signal);
    });
  }

  it('not at SIGHUP, which is ignored without a terminal', async (context) => {
    const { server } = await serve(context);
    server.kill('SIGHUP');
    await server.waitForLine(/"msg":"SIGHUP does nothing: certificates are read again/);
    await requireEnd(server, 'SIGTERM');
  });

  it('after answering running requests, without accepting new ones', async (context) => {
    const { server, url } = await serve(context);
    const client = await beginRequest(url);
    server.kill('SIGTERM');
    await server.waitForLine(/"msg":"stopping/);
    // A second signal changes nothing.
    server.kill('SIGINT');
    server.kill('SIGTERM');
    await requireRefused(url);
    await client.send(tail);
    const [, answer] = await client.answers(2);
    assert.equal(answer?.status, 200);
    assert.match(answer.head, /^connection: close\r$/im);
    assert.match(answer.body, /GetSystemInfoResponse>/);
    await client.untilClosed();
    assert.equal(await server.exited, 0);
  });

  it('after answering running REST requests', async (context) => {
    const { server, url } = await serve(context);
    const client = await RawClient.open(url);
    const path = '/api/v1/Agents/SoPrincipal/GetSystemInfo';
    const lines = ['Host: a', 'Content-Type: application/json', 'Content-Length: 2'];
    const asking = `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n`;
    await client.send(`${asking}\r\n{}`);
    const [kept] = await client.answers(1);
    assert.match(kept?.head ?? '', /^connection: keep-alive\r$/im);
    await client.send(`${asking}Expect: 100-continue\r\n\r\n`);
    await client.waitFor(/HTTP\/1\.1 100 Continue\r\n\r\n/);
    await client.send('{');
    server.kill('SIGTERM');
    await server.waitForLine(/"msg":"stopping/);
    await client.send('}');
    const [, , answer] = await client.answers(3);
    assert.match(answer?.body ?? '', /"BuildLabel":"Ticketoffice /);
    assert.match(answer?.head ?? '', /^connection: close\r$/im);
    await client.untilClosed();
    assert.equal(await server.exited, 0);
  });

  it('with an idle keep-alive connection', async (context) => {
    const { server, url } = await serve(context);
    const client = await RawClient.open(url);
    await client.send(posting, message);
    const [answer] = await client.answers(1);
    assert.match(answer?.head ?? '', /^connection: keep-alive\r$/im);
    const tookMs = await requireEnd(server, 'SIGTERM');
    await client.untilClosed();
    context.diagnostic(`ended after ${tookMs} ms`);
    assert.ok(tookMs < 2_000, 'nothing was under way');
  });

  it('with connections on which nothing was sent', async (context) => {
    const { server, url } = await serve(context);
    const silent = await Promise.all([RawClient.open(url), RawClient.open(url)]);
    const other = await RawClient.open(url);
    await other.send(posting, message);
    await other.answers(1);
    context.diagnostic(`ended after ${await requireEnd(server, 'SIGTERM')} ms`);
    for (const client of silent) await client.untilClosed();
  });

  it('with a client that never ends its request, which is disconnected', async (context) => {
    const { server, url } = await serve(context, '--request-timeout-seconds', '600');
    const client = await beginRequest(url);
    context.diagnostic(`ended after ${await requireEnd(server, 'SIGTERM')} ms`);
    assert.doesNotMatch(await client.untilClosed(), /HTTP\/1\.1 200/);
  });

  it('with a client that never reads its answers', async (context) => {
    const { server, url } = await serve(context);
    const client = await RawClient.open(url);
    client.socket.pause();
    await client.send(`GET ${SO_PRINCIPAL}?wsdl HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(400));
    const other = await RawClient.open(url);
    await other.send(posting, message);
    await other.answers(1);
    context.diagnostic(`ended after ${await requireEnd(server, 'SIGTERM')} ms`);
    client.socket.destroy();
  });
});

/** Checks that connections are refused, at once or soon after the log line that announced it. */
async function requireRefused(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket: Socket = connect(Number(port), hostname);
    const outcome = await Promise.race([
      once(socket, 'connect').then(() => 'connected'),
      once(socket, 'error').then(([error]) => String(error.code)),
    ]).catch((error: NodeJS.ErrnoException) => error.code);
    socket.destroy();
    if (outcome === 'ECONNREFUSED') return;
  }
  assert.fail('connections are still accepted');
}

describe('demo', { concurrency: true, ...LIMIT }, () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`ends at ${signal}, however often it comes, and leaves no files`, async (context) => {
      const temporary = await mkdtemp(join(folder, 'tmp-'));
      const places = { TMPDIR: temporary, TEMP: temporary };
      const demo = ServerProcess.start(context, ['demo', '--port', '0'], places);
      await demo.waitForLine(/Ctrl\+C/);
      const [, url = ''] = /SoPrincipal +(http:\S+)\/Remote/.exec(demo.stdout) ?? [];
      const client = await RawClient.open(url);
      await client.send(posting, message);
      await client.answers(1);
      assert.deepEqual(await readdir(temporary), []);
      for (let time = 0; time < 5; time += 1) demo.kill(signal);
      assert.equal(await demo.exited, 0, demo.stderr);
      assert.deepEqual(await readdir(temporary), []);
      assert.equal(demo.stderr, '');
    });
  }
});

it('demo continues after an interrupted start', LIMIT, async (context) => {
  const data = await mkdtemp(join(folder, 'half-made-'));
  await writeFile(join(data, 'ticketoffice.db'), '', { mode: 0o600 });
  const first = ServerProcess.start(context, ['demo', '--port', '0', '--data', data]);
  await first.waitForLine(/Ctrl\+C/);
  first.kill('SIGKILL');
  await first.exited;
  const second = ServerProcess.start(context, ['demo', '--port', '0', '--data', data]);
  await second.waitForLine(/Ctrl\+C/);
  second.kill('SIGTERM');
  assert.equal(await second.exited, 0, second.stderr);
});

describe('a server does not start', { concurrency: true, ...LIMIT }, () => {
  async function requireFailure(
    context: TestContext,
    args: readonly string[],
    code: number,
    says: RegExp,
  ): Promise<void> {
    const server = ServerProcess.start(context, args);
    assert.equal(await server.exited, code, server.stderr);
    assert.match(server.stderr, says);
    assert.match(server.stderr, /^error: [^\n]+\n$/, 'one line, without a stack trace');
    assert.equal(server.stdout, '');
  }

  it('if the port is in use: code 1', async (context) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address);
    const { port } = address;
    const says = new RegExp(`^error: Cannot listen on 127\\.0\\.0\\.1:${port}: .* --port`);
    await requireFailure(context, ['serve', '--data', data, '--port', String(port)], 1, says);
    other.close();
  });

  it('without an installation: code 3, and it leaves no files', async (context) => {
    const missing = join(folder, 'missing');
    await requireFailure(
      context,
      ['serve', '--data', missing],
      3,
      /no installation in .*ticketoffice init/,
    );
    assert.ok(!(await readdir(folder)).includes('missing'));
  });

  const misuses = [
    ['serve', 'demo', /holds data of a demo, whose password everybody knows/],
    ['serve', 'test', /holds data of a test server, which gives tickets without passwords/],
    ['demo', 'production', /holds data for production\. Serve it with "ticketoffice serve"/],
    ['demo', 'test', /holds data of a test server/],
  ] as const;
  for (const [command, purpose, says] of misuses) {
    it(`${command} on data for ${purpose}: code 4`, async (context) => {
      const directory = join(folder, `${command}-${purpose}`);
      const made = { tenant: onsiteTenant(''), purpose };
      await (await createInstallation(directory, made, 0)).stores.close();
      await requireFailure(context, [command, '--data', directory], 4, says);
    });
  }
});
