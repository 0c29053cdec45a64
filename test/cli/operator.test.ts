/** `operator` and `console link`, on a real installation. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AuditAction } from '../../src/domain/audit/audit.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

const CALLER = { address: '192.0.2.9', userAgent: 'browser' };

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online' });
});
after(() => cli.close());

const list = async () => (await cli.json(['operator', 'list'])) as readonly Row[];

function add(name: string, password: string, ...options: readonly string[]) {
  cli.keepSecret(password);
  const args = ['operator', 'add', name, '--role', 'viewer', '--password-stdin', ...options];
  return cli.run(args, { stdin: `${password}\n` });
}

const logIn = (name: string, password: string) =>
  cli.atTenants(async ({ console: access }) => {
    const started = await access.consoleLogins.byPassword(name, password, CALLER);
    return started?.actor ?? null;
  });

const followLink = (secret: string) =>
  cli.atTenants(async ({ console: access }) => {
    const started = await access.consoleLogins.byLink(secret, CALLER);
    return started?.actor ?? null;
  });

const lastEvent = (action: AuditAction) =>
  cli.atTenants(async ({ stores }) => {
    const events = await stores.audit.listLatest({}, 100);
    return events.find((event) => event.action === action);
  });

describe('operator', () => {
  it('adds, lists and removes those who log in at the console', async () => {
    assert.match((await cli.run(['operator', 'list'])).stderr, /There are no operators/);
    const { exitCode, stdout, stderr } = await add('Anna', 'first password');
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^name +Anna$/m);
    assert.match(stdout, /^role +viewer$/m);
    const [listed, ...others] = await list();
    assert.deepEqual([listed?.['name'], listed?.['role'], others], ['Anna', 'viewer', []]);
    assert.deepEqual(await logIn('anna', 'first password'), {
      kind: 'operator',
      name: 'operator:Anna',
      role: 'viewer',
      caller: CALLER,
    });
    const removed = (await cli.json(['operator', 'remove', 'anna'])) as Row;
    assert.deepEqual(removed, { operator: 'Anna', sessionsEnded: 1 });
    assert.equal(await logIn('anna', 'first password'), null);
    assert.deepEqual(await list(), []);
    assert.match(String((await lastEvent('operator-removed'))?.operator), /@/);
  });

  it('sets another password and ends sessions', async () => {
    await add('bo', 'first password');
    assert.ok(await logIn('bo', 'first password'));
    const args = ['operator', 'set-password', 'BO', '--password-stdin', '--json'];
    cli.keepSecret('second password');
    const { stdout } = await cli.run(args, { stdin: 'second password' });
    assert.deepEqual(JSON.parse(stdout), { operator: 'bo', sessionsEnded: 1 });
    assert.equal(await logIn('bo', 'first password'), null);
    assert.ok(await logIn('bo', 'second password'));
  });

  it('prints a generated password once', async () => {
    const args = ['operator', 'add', 'carl', '--role', 'operator', '--generate'];
    const added = (await cli.json(args)) as Row;
    const first = String(added['password']);
    assert.equal((await logIn('carl', first))?.role, 'operator');
    const reset = (await cli.json(['operator', 'set-password', 'carl', '--generate'])) as Row;
    assert.equal(await logIn('carl', first), null);
    assert.ok(await logIn('carl', String(reset['password'])));
  });

  it('reads a password from a file, and can run at each start', async () => {
    const file = join(cli.data, 'password.txt');
    cli.keepSecret('password of dora');
    await writeFile(file, 'password of dora\n');
    const args = ['operator', 'add', 'dora', '--role', 'viewer', '--password-file', file];
    assert.equal((await cli.run([...args, '--if-missing'])).exitCode, 0);
    await writeFile(file, 'another password\n');
    const again = await cli.run([...args, '--if-missing']);
    assert.equal(again.exitCode, 0);
    assert.match(again.stderr, /There is an operator dora already\. Nothing was changed/);
    assert.ok(await logIn('dora', 'password of dora'));
    const taken = await cli.run(args);
    assert.equal(taken.exitCode, 4);
    assert.match(taken.stderr, /There is an operator dora already\. Choose another name/);
  });

  it('refuses bad names, passwords and files, and unknown operators', async () => {
    const short = await add('eve', 'short1');
    assert.equal(short.exitCode, 2);
    assert.match(short.stderr, /at least 8 characters/);
    assert.equal((await add(' eve', 'a good password')).exitCode, 2);
    assert.equal((await add('eve', 'a good password', '--generate')).exitCode, 2);
    const empty = join(cli.data, 'empty.txt');
    await writeFile(empty, '\n');
    for (const [file, problem] of [
      [empty, /The password file holds no password/],
      [join(cli.data, 'nowhere.txt'), /cannot be read \(ENOENT\)/],
    ] as const) {
      const args = ['operator', 'add', 'eve', '--role', 'viewer', '--password-file', file];
      const { exitCode, stderr } = await cli.run(args);
      assert.equal(exitCode, 2);
      assert.match(stderr, problem);
    }
    const withoutRole = await cli.run(['operator', 'add', 'eve', '--generate']);
    assert.equal(withoutRole.exitCode, 2);
    for (const command of ['remove', 'set-password']) {
      const { exitCode, stderr } = await cli.run(['operator', command, 'eve']);
      assert.equal(exitCode, 3);
      assert.match(stderr, /There is no operator named eve/);
    }
    assert.ok(!(await list()).some(({ name }) => name === 'eve'));
  });
});

describe('console link', () => {
  const link = async (...options: readonly string[]) => {
    const made = (await cli.json(['console', 'link', ...options])) as Row;
    return { ...made, url: new URL(String(made['url'])) };
  };

  it('prints an address that logs in once, as who made it', async () => {
    const { exitCode, stdout, stderr } = await cli.run([
      'console',
      'link',
      '--console-port',
      '9000',
    ]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /It logs in once, until 20\d\d-/);
    const url = new URL(stdout.trim());
    assert.equal(url.origin + url.pathname, 'http://127.0.0.1:9000/');
    const secret = url.hash.slice(1);
    const actor = await followLink(secret);
    assert.match(String(actor?.name), /^[^:]+@/);
    assert.equal(actor?.role, 'operator');
    assert.equal(await followLink(secret), null);
    assert.equal((await lastEvent('console-link-made'))?.operator, actor?.name);
  });

  it('can let in a viewer', async () => {
    const { url, ...rest } = await link('--role', 'viewer', '--console-port', '9000');
    assert.equal((rest as Row)['role'], 'viewer');
    assert.equal((await followLink(url.hash.slice(1)))?.role, 'viewer');
  });

  it('leads to where the settings say that the console is', async () => {
    const secure = ['--console-url', 'https://ops.example.com'];
    assert.equal((await link(...secure)).url.host, 'ops.example.com');
    assert.equal((await link(...secure, '--console-host', '::')).url.protocol, 'https:');
    const onLoopback = await link('--console-host', '::1', '--console-port', '9000');
    assert.equal(onLoopback.url.origin, 'http://[::1]:9000');
    await writeFile(join(cli.data, 'settings.json'), JSON.stringify({ consolePort: 9001 }));
    assert.equal((await link()).url.port, '9001');
    await writeFile(join(cli.data, 'settings.json'), '{}');
  });

  it('needs to know where the console is', async () => {
    for (const [options, problem] of [
      [[], /The console is off: consolePort is not set/],
      [['--console-port', '0'], /nobody knows the port/],
    ] as const) {
      const { exitCode, stdout, stderr } = await cli.run(['console', 'link', ...options]);
      assert.equal(exitCode, 2);
      assert.equal(stdout, '');
      assert.match(stderr, problem);
    }
  });
});
