/** The command line as a process: its standard streams and exit codes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { product } from '../../src/product.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';
import { MAIN } from '../support/program.ts';

let cli: CommandLine;
let elsewhere: string;
before(async () => {
  cli = await createCommandLine();
  elsewhere = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
});
after(async () => {
  await rm(elsewhere, { recursive: true, force: true });
  await cli.close();
});

test('the data directory can be given in the environment', async () => {
  const environment = { TICKETOFFICE_DATA: join(elsewhere, 'new') };
  const made = await cli.spawn(['init', '--company', 'Fjord AS', '--json'], { environment });
  assert.equal(made.exitCode, 0, made.stderr);
  assert.equal(JSON.parse(made.stdout).company, 'Fjord AS');
  assert.ok(existsSync(join(elsewhere, 'new', 'master.key')));

  cli.keepSecret('secret of anna');
  const args = ['user', 'add', 'anna', '--password-stdin', '--json'];
  const added = await cli.spawn(args, { environment, stdin: 'secret of anna\n' });
  assert.equal(added.exitCode, 0, added.stderr);
  assert.equal(JSON.parse(added.stdout).name, 'anna');

  const listed = await cli.spawn(['user', 'list'], { environment });
  assert.deepEqual([listed.exitCode, listed.stderr], [0, '']);
  assert.match(listed.stdout, /^1 +anna/m);

  const flagWins = await cli.spawn(['user', 'list', '--data', cli.data], { environment });
  assert.equal(flagWins.stdout, '');
  assert.match(flagWins.stderr, /There are no users/);

  const again = await cli.spawn(['init'], { environment });
  assert.equal(again.exitCode, exitCodes.conflict);
});

test('results go to standard output, everything else to standard error', async () => {
  await cli.addUser('bjarne');
  const { stdout, stderr } = await cli.spawn(['user', 'disable', 'bjarne', '--data', cli.data]);
  assert.equal(stdout, 'user          bjarne\nticketsEnded  0\n');
  assert.equal(stderr, 'bjarne is disabled: tickets and access tokens have ended.\n');
});

test('a password is only asked for at a terminal', async () => {
  await cli.addUser('carl');
  for (const args of [
    ['user', 'add', 'dora'],
    ['user', 'set-password', 'carl'],
  ]) {
    const { exitCode, stdout, stderr } = await cli.spawn([...args, '--data', cli.data]);
    assert.deepEqual([exitCode, stdout], [exitCodes.usage, '']);
    assert.equal(
      stderr,
      'error: There is no terminal to ask for the password. Use --password-stdin.\n',
    );
  }
  assert.ok(await cli.passwordOpens('carl', 'password of carl'));
});

const exits: readonly [args: readonly string[], code: number, stderr: RegExp][] = [
  [['user', 'list', '--data', 'nowhere'], exitCodes.notFound, /no installation in nowhere\. Make/],
  [['user'], exitCodes.usage, /^Usage: ticketoffice user/],
  [['user', 'delete', 'anna'], exitCodes.usage, /unknown command 'delete'/],
  [['users', 'list'], exitCodes.usage, /no command "users"/],
  [['user', 'show'], exitCodes.usage, /missing required argument 'name'/],
  [['user', 'list', '--bogus'], exitCodes.usage, /unknown option '--bogus'\n/],
];
for (const [args, code, message] of exits) {
  test(`"${args.join(' ')}" exits with ${code}`, async () => {
    const { exitCode, stdout, stderr } = await cli.spawn(args);
    assert.equal(exitCode, code, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, message);
  });
}

test('an access token from a pipe is refused', async () => {
  const args = ['token', 'inspect', '-', '--json', '--data', cli.data];
  const { exitCode, stdout } = await cli.spawn(args, { stdin: '8A:garbage\n' });
  assert.equal(exitCode, exitCodes.refused);
  assert.equal(JSON.parse(stdout).refusal, 'malformed');
});

test('help and version are printed', async () => {
  const version = await cli.spawn(['--version']);
  assert.deepEqual([version.exitCode, version.stdout], [0, `${product.version}\n`]);
  const help = await cli.spawn(['user', 'add', '--help']);
  assert.deepEqual([help.exitCode, help.stderr], [0, '']);
  assert.match(help.stdout, /^Usage: ticketoffice user add \[options\] <name>\n/);
});

test('a reader that closes the pipe early causes no error', async () => {
  const child = spawn(process.execPath, [MAIN, 'wsdl', 'SoPrincipal'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const stderr = text(child.stderr);
  const [exitCode] = await once(child, 'close');
  assert.equal(await stderr, '');
  assert.equal(exitCode, 0);
});

test('a secret in place of a command or a number is not repeated', async () => {
  const secret = '8A:SECRETTOKEN';
  for (const args of [['token', secret], [secret], ['ticket', 'list', '--limit', secret]]) {
    const { exitCode, stdout, stderr } = await cli.spawn(args);
    assert.equal(exitCode, exitCodes.usage, args.join(' '));
    assert.ok(!`${stdout}${stderr}`.includes('SECRET'), stderr);
  }
});
