/** `app system-user`, on real installations. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

describe('app system-user Online', () => {
  let cli: CommandLine;
  before(async () => {
    cli = await createCommandLine({ mode: 'online', tenants: ['Cust1', 'Cust2'] });
    for (const tenant of ['Cust1', 'Cust2']) await cli.addUser('robot', '--tenant', tenant);
    await cli.addUser('second', '--tenant', 'Cust1');
    await cli.issueToken(['app', 'add', 'Reports', '--client-id', 'reports']);
    await cli.issueToken(['app', 'add', 'Other', '--tenants', 'Cust2']);
  });
  after(() => cli.close());

  const set = (name: string, ...args: readonly string[]) =>
    cli.run(['app', 'system-user', name, ...args]);
  const usersOf = async (name: string) =>
    ((await cli.json(['app', 'show', name])) as Row)['systemUsers'];

  test('sets, replaces and removes the system user at each tenant', async () => {
    const args = ['app', 'system-user', 'reports', '--tenant', 'cust1', '--user', 'ROBOT'];
    assert.deepEqual(await cli.json(args), {
      clientId: 'reports',
      name: 'Reports',
      tenant: 'Cust1',
      systemUser: 'robot',
    });
    const second = await set('Reports', '--tenant', 'Cust2', '--user', 'robot');
    assert.deepEqual([second.exitCode, second.stderr], [0, '']);
    assert.match(second.stdout, /^systemUser +robot$/m);
    const { stdout } = await cli.run(['app', 'show', 'Reports']);
    assert.match(stdout, /^systemUsers +robot \(Cust1\), robot \(Cust2\)$/m);
    await set('Reports', '--tenant', 'Cust1', '--user', 'second');
    assert.deepEqual(await usersOf('Reports'), [
      { tenant: 'Cust1', user: 'second' },
      { tenant: 'Cust2', user: 'robot' },
    ]);
    const removed = await set('Reports', '--tenant', 'Cust1', '--remove');
    assert.deepEqual([removed.exitCode, removed.stderr], [0, '']);
    assert.match(removed.stdout, /^systemUser +-$/m);
    assert.deepEqual(await usersOf('Reports'), [{ tenant: 'Cust2', user: 'robot' }]);
    const again = await set('Reports', '--tenant', 'Cust1', '--remove');
    assert.deepEqual([again.exitCode, again.stdout], [0, removed.stdout]);
    assert.match(again.stderr, /Reports had no system user\. Nothing was changed/);
  });

  test('a user is the system user of at most one application', async () => {
    await set('Reports', '--tenant', 'Cust2', '--user', 'robot');
    const { exitCode, stdout, stderr } = await set('Other', '--tenant', 'Cust2', '--user', 'robot');
    assert.deepEqual([exitCode, stdout], [exitCodes.conflict, '']);
    assert.match(stderr, /robot is the system user of Reports\. Choose another user/);
    const same = await set('Reports', '--tenant', 'Cust2', '--user', 'robot');
    assert.deepEqual([same.exitCode, same.stderr], [0, '']);
  });

  test('says why a system user cannot work', async () => {
    await cli.addUser('idle', '--tenant', 'Cust1');
    await cli.run(['user', 'disable', 'idle', '--tenant', 'Cust1']);
    const { exitCode, stderr } = await set('Other', '--tenant', 'Cust1', '--user', 'idle');
    assert.equal(exitCode, 0);
    assert.match(stderr, /^idle is disabled\. Until that changes, it gets no tokens\.$/m);
    assert.match(stderr, /^Cust1 does not have Other\. Until/m);
  });

  const refused: readonly [what: string, args: readonly string[], code: number, said: RegExp][] = [
    ['neither', ['Reports', '--tenant', 'Cust1'], exitCodes.usage, /Give --user, or --remove/],
    [
      'both',
      ['Reports', '--tenant', 'Cust1', '--user', 'x', '--remove'],
      exitCodes.usage,
      /cannot be used with/,
    ],
    ['no tenant', ['Reports', '--remove'], exitCodes.usage, /Say which with --tenant/],
    [
      'an unknown user',
      ['Reports', '--tenant', 'Cust1', '--user', 'ghost'],
      exitCodes.notFound,
      /no user named ghost/,
    ],
    [
      'an unknown application',
      ['Ghost', '--tenant', 'Cust1', '--remove'],
      exitCodes.notFound,
      /no application named Ghost/,
    ],
  ];
  for (const [what, args, code, said] of refused) {
    test(`refuses ${what}`, async () => {
      const { exitCode, stdout, stderr } = await cli.run(['app', 'system-user', ...args]);
      assert.deepEqual([exitCode, stdout], [code, ''], stderr);
      assert.match(stderr, said);
    });
  }
});

test('app system-user on-site does not mention tenants', async () => {
  const cli = await createCommandLine();
  await cli.addUser('robot');
  await cli.issueToken(['app', 'add', 'Reports', '--client-id', 'reports']);
  const record = await cli.json(['app', 'system-user', 'Reports', '--user', 'robot']);
  assert.deepEqual(record, { clientId: 'reports', name: 'Reports', systemUser: 'robot' });
  const shown = (await cli.json(['app', 'show', 'Reports'])) as Row;
  assert.deepEqual(shown['systemUsers'], [{ user: 'robot' }]);
  assert.match((await cli.run(['app', 'show', 'Reports'])).stdout, /^systemUsers +robot$/m);
  const stored = await cli.atTenant(async ({ stores }) => stores.systemUsers.list());
  assert.equal(stored.length, 1);
  await cli.close();
});
