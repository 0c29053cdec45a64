/** Commands on PostgreSQL, and moving an installation to PostgreSQL and back. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';
import { TestPostgres } from '../support/postgres.ts';
import { ServerProcess } from '../support/server-process.ts';
import { callService, operations } from '../support/service-calls.ts';

const PASSWORD = 'password of anna';

let postgres: TestPostgres;
before(async () => {
  postgres = await TestPostgres.start();
});
after(() => postgres.close());

describe('On PostgreSQL', () => {
  let commands: CommandLine;
  let url: string;
  let data: string;
  before(async () => {
    commands = await createCommandLine();
    url = await postgres.createDatabase();
    commands.keepSecret(new URL(url).password, PASSWORD);
    data = join(commands.data, 'other');
  });
  after(() => commands.close());
  const run = (args: readonly string[], stdin = '') =>
    commands.runElsewhere([...args, '--data', data, '--database', url], { stdin });

  it('an installation is created; before, commands say that it is missing', async () => {
    const missing = await run(['user', 'list']);
    assert.equal(missing.exitCode, 3);
    assert.match(missing.stderr, /no installation in postgres:\/\/postgres@127.*same --database/);
    const made = await run(['init', '--company', 'Fjord Shipping AS']);
    assert.equal(made.exitCode, 0, made.stderr);
    assert.match(made.stdout, /database +postgres:\/\/postgres@127\.0\.0\.1:\d+\/test_/);
    const again = await run(['init']);
    assert.equal(again.exitCode, 4);
    assert.match(again.stderr, /already/);
  });

  it('users can be added, and a server logs them in', async (context) => {
    const added = await run(['user', 'add', 'anna', '--password-stdin'], PASSWORD);
    assert.equal(added.exitCode, 0, added.stderr);
    const server = ServerProcess.start(context, ['serve', '--data', data, '--port', '0'], {
      DATABASE_URL: url,
    });
    const base = await server.ready();
    const body = operations.byPassword('anna', PASSWORD);
    const answer = await callService(base, { service: 'SoPrincipal', body });
    assert.match(answer.text, /AuthenticationSucceeded>true/);
    const info = await callService(base, { service: 'SoPrincipal', body: operations.systemInfo });
    assert.match(info.text, /PostgreSQL/);
    const tickets = await run(['ticket', 'list', '--json']);
    assert.equal(JSON.parse(tickets.stdout).length, 1);
  });

  it('an invalid database URL is refused, and not repeated', async () => {
    const wrong = await commands.runElsewhere([
      'user',
      'list',
      '--database',
      `mysql://${PASSWORD}`,
    ]);
    assert.equal(wrong.exitCode, 2);
    assert.match(wrong.stderr, /no URL of a PostgreSQL database.*Expected is postgres:/);
    const other = new URL(url);
    other.pathname = '/nothing';
    const absent = await commands.runElsewhere(['user', 'list', '--database', other.href]);
    assert.equal(absent.exitCode, 1);
    assert.match(absent.stderr, /Cannot open .*database "nothing" does not exist/);
  });

  it('backup names the tools to use instead', async () => {
    const { exitCode, stderr } = await run(['backup', '--out', join(commands.data, 'x')]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /pg_dump/);
  });
});

it('an installation moves to PostgreSQL and back, and its tokens stay valid', async () => {
  const commands = await createCommandLine();
  await commands.addUser('anna');
  const { ticketText, accessToken } = await commands.logIn('anna', { includeCsSession: false });
  const url = await postgres.createDatabase();
  commands.keepSecret(new URL(url).password);
  const [first, second, third] = ['1', '2', '3'].map((name) => join(commands.data, name));
  assert.ok(first && second && third);
  const succeed = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await commands.runElsewhere(args);
    assert.equal(exitCode, 0, stderr);
    return { stdout, stderr };
  };
  const here = ['--data', commands.data];
  const there = [...here, '--database', url];
  await succeed('export', ...here, '--out', first);
  assert.equal((await stat(first)).mode & 0o777, 0o600);
  const kept = await commands.runElsewhere(['export', ...here, '--out', first]);
  assert.equal(kept.exitCode, 4);
  await succeed('import', ...there, '--in', first);
  const twice = await commands.runElsewhere(['import', ...there, '--in', first]);
  assert.equal(twice.exitCode, 4);
  assert.match(twice.stderr, /not empty/);
  await succeed('export', ...there, '--out', second);
  assert.equal(await readFile(second, 'utf8'), await readFile(first, 'utf8'));
  const inspected = await succeed('token', 'inspect', accessToken, ...there, '--json');
  assert.equal(JSON.parse(inspected.stdout).valid, true);

  const back = join(commands.data, 'back');
  await mkdir(back);
  const keyless = await commands.runElsewhere(['import', '--data', back, '--in', second]);
  assert.match(keyless.stderr, /master key .* is missing/);
  await commands.runElsewhere(['init', '--data', join(commands.data, 'stranger')]);
  await copyFile(join(commands.data, 'stranger', 'master.key'), join(back, 'master.key'));
  const strange = await commands.runElsewhere(['import', '--data', back, '--in', second]);
  assert.notEqual(strange.exitCode, 0);
  assert.match(strange.stderr, /master key/);
  await copyFile(join(commands.data, 'master.key'), join(back, 'master.key'));
  await succeed('import', '--data', back, '--in', second);
  await succeed('export', '--data', back, '--out', third);
  assert.equal(await readFile(third, 'utf8'), await readFile(first, 'utf8'));
  const revoked = await succeed('ticket', 'revoke', ticketText, '--data', back);
  assert.match(revoked.stdout, /1/);
  await commands.close();
});
