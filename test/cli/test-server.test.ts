/** The command `test-server`: its output, its options, and how it ends. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { connectTestServer } from '../../src/testing/connect-test-server.ts';
import { ServerProcess } from '../support/server-process.ts';

const LIMIT = { timeout: 60_000 };
const TOKEN = 'a-token-of-the-tests';

interface ReadyLine {
  readonly ready: true;
  readonly url: string;
  readonly control: string;
  readonly console: string;
  readonly token?: string;
}

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
});
after(() => rm(folder, { recursive: true }));

async function start(
  context: TestContext,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
) {
  const server = ServerProcess.start(context, ['test-server', '--port', '0', ...args], environment);
  const [line] = await server.waitForLine(/^.*$/);
  return { server, ready: JSON.parse(line) as ReadyLine };
}

describe('test-server', { concurrency: true, ...LIMIT }, () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`prints one line of JSON, and ends with code 0 at ${signal}`, async (context) => {
      const { server, ready } = await start(context);
      assert.match(ready.url, /^http:\/\/127\.0\.0\.1:\d+$/);
      const control = `${ready.url}/__ticketoffice/`;
      const { console } = ready;
      assert.deepEqual(ready, { ready: true, url: ready.url, control, console });
      assert.equal((await fetch(`${console}/api/session`)).status, 200);
      assert.equal((await fetch(`${ready.url}/health/ready`)).status, 200);
      assert.match(server.stderr, /^Ticketoffice test server, ready in \d+ ms\n {2}SoPrincipal /);
      assert.ok(server.stderr.includes(`${ready.url}/Remote/Services88/User.svc\n`));
      server.kill(signal);
      assert.equal(await server.exited, 0, server.stderr);
      assert.equal(server.stdout.split('\n').length, 1);
    });
  }

  it('ends although somebody waits for a request', async (context) => {
    const { server, ready } = await start(context);
    const client = await connectTestServer(ready.control);
    const waiting = client.requests.waitFor({ user: 'nobody' }, { timeoutMs: 60_000 });
    await Promise.all([
      assert.rejects(waiting, { code: 'unavailable', message: 'The test server is closed.' }),
      client.clock.now().then(() => server.kill('SIGTERM')),
    ]);
    assert.equal(await server.exited, 0, server.stderr);
  });

  it('lets whoever has the token into the console, beyond loopback', async (context) => {
    const { ready } = await start(context, ['--host', '0.0.0.0']);
    const { port } = new URL(ready.console);
    const url = `http://127.0.0.1:${port}/api`;
    const signIn = (secret: string) =>
      fetch(`${url}/session/link`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Ticketoffice-Console': '1' },
        body: JSON.stringify({ secret }),
      });
    assert.equal((await fetch(`${url}/session`)).status, 401);
    assert.equal((await signIn('wrong')).status, 401);
    const signedIn = await signIn(ready.token ?? '');
    assert.equal(signedIn.status, 201);
    const [cookie = ''] = signedIn.headers.get('set-cookie')?.split(';') ?? [];
    const ask = () => fetch(`${url}/session`, { headers: { Cookie: cookie } });
    assert.equal((await ask()).status, 200);
    await (await connectTestServer(ready.control, { token: ready.token ?? '' })).reset();
    assert.equal((await ask()).status, 200);
    const out = { 'X-Ticketoffice-Console': '1', Cookie: cookie };
    assert.equal((await fetch(`${url}/session`, { method: 'DELETE', headers: out })).status, 204);
    assert.equal((await ask()).status, 401);
  });

  it('makes a token unless it listens on loopback, and prints it', async (context) => {
    const { server, ready } = await start(context, ['--host', '0.0.0.0']);
    const { token = '', control } = ready;
    assert.match(token, /^[\w-]{43}$/);
    assert.ok(server.stderr.includes(token));
    await assert.rejects(connectTestServer(control), { code: 'token-refused' });
    await (await connectTestServer(control, { token })).reset();
  });

  it('takes a token from the environment, and does not print it', async (context) => {
    const environment = { TICKETOFFICE_CONTROL_TOKEN: TOKEN };
    const { server, ready } = await start(context, ['--host', '0.0.0.0'], environment);
    assert.deepEqual(Object.keys(ready), ['ready', 'url', 'control', 'console']);
    await (await connectTestServer(ready.control, { token: TOKEN })).reset();
    assert.ok(!server.stderr.includes(TOKEN));
  });

  it('takes seed, clock and settings', async (context) => {
    const file = join(folder, 'seed.yaml');
    await writeFile(file, 'mode: onsite\ncompany: Fjord\nusers:\n  - name: jorun\n');
    const time = '2031-01-31T12:00:00.000Z';
    const args = ['--seed', file, '--clock', time];
    const environment = { TICKETOFFICE_TICKET_LIFETIME_SECONDS: '3600' };
    const { ready } = await start(context, args, environment);
    const server = await connectTestServer(ready.control);
    assert.deepEqual(
      [await server.clock.now(), await server.clock.isFrozen()],
      [new Date(time), true],
    );
    const ticket = await server.issueTicket({ user: 'jorun' });
    await assert.rejects(server.issueTicket({ user: 'demo' }), { code: 'not-found' });
    await server.clock.advance('1h');
    await assert.rejects(server.expireTicket(ticket), { code: 'not-found' });
  });

  it('takes the Online seed of the demo', async (context) => {
    const { ready } = await start(context, ['--online', '--clock', 'frozen']);
    const server = await connectTestServer(ready.control);
    assert.deepEqual([server.isOnline, await server.clock.isFrozen()], [true, true]);
    assert.match(await server.issueTicket({ user: 'demo', tenant: 'Cust12345' }), /^7T:/);
  });

  it('writes nothing to disk', async (context) => {
    const empty = await mkdtemp(join(folder, 'empty-'));
    const environment = { TICKETOFFICE_DATA: empty, TMPDIR: empty };
    const { server, ready } = await start(context, [], environment);
    const client = await connectTestServer(ready.control);
    await client.issueTicket({ user: 'demo' });
    await client.saveState('a');
    assert.deepEqual(await readdir(empty), []);
    server.kill('SIGTERM');
    assert.equal(await server.exited, 0);
    assert.deepEqual(await readdir(empty), []);
  });
});

describe('test-server does not start', { concurrency: true, ...LIMIT }, () => {
  async function requireFailure(
    context: TestContext,
    args: readonly string[],
    [code, says]: readonly [code: number, says: RegExp],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const server = ServerProcess.start(context, ['test-server', ...args], environment);
    assert.equal(await server.exited, code, server.stderr);
    assert.match(server.stderr, says);
    assert.doesNotMatch(server.stderr, /\n {4}at /);
    assert.equal(server.stdout, '');
  }

  it('if the port is in use: code 1', async (context) => {
    const other = createServer().listen(0, '127.0.0.1');
    context.after(() => other.close());
    await once(other, 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address);
    const args = ['--port', String(address.port)];
    await requireFailure(context, args, [1, /^error: Cannot listen on 127\.0\.0\.1:\d+: .*--port/]);
  });

  it('with a seed file that is wrong: code 2 or as for seeds', async (context) => {
    const file = join(folder, 'wrong.yaml');
    await writeFile(file, 'mode: onsite\ncompny: A\n');
    await requireFailure(context, ['--seed', file], [2, /wrong\.yaml:2:1: compny: not known here/]);
    const missing = join(folder, 'missing.yaml');
    await requireFailure(context, ['--seed', missing], [2, /cannot be read \(ENOENT\)/]);
  });

  it('with options that cannot be: code 2', async (context) => {
    await requireFailure(context, ['--clock', 'noon'], [2, /Expected a time such as/]);
    await requireFailure(context, ['--seed', 'x', '--online'], [2, /cannot be used with/]);
    await requireFailure(context, ['--data', folder], [2, /unknown option '--data'/]);
    await requireFailure(context, ['--workers', '2'], [2, /unknown option '--workers'/]);
  });

  it('with a token that is easily guessed, which it does not repeat: code 2', async (context) => {
    const says = /^error: TICKETOFFICE_CONTROL_TOKEN: The control token has 16 to 500 visible/;
    const environment = { TICKETOFFICE_CONTROL_TOKEN: 'guess-me' };
    const server = ServerProcess.start(context, ['test-server'], environment);
    assert.equal(await server.exited, 2);
    assert.match(server.stderr, says);
    assert.ok(!server.stderr.includes('guess-me'));
  });
});
