/** `licence`, on a real installation. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  for (const name of ['anna', 'bjarne', 'carl']) await cli.addUser(name);
});
after(() => cli.close());

const show = async (licence: string) => (await cli.json(['licence', 'show', licence])) as Row;

test('licence list shows owners, kinds, seats and how many are in use', async () => {
  await cli.run(['licence', 'assign', 'user', 'anna']);
  const { exitCode, stdout, stderr } = await cli.run(['licence', 'list']);
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^id +name +owner +kind +seats +inUse +description\n/);
  assert.match(stdout, /^\d+ +sale +SUPEROFFICE +site +- +- +Sales$/m);
  assert.match(stdout, /^\d+ +user +SUPEROFFICE +user +25 +1 +User login$/m);
});

describe('licence add and set', () => {
  test('add a licence for users, and change it', async () => {
    const args = ['routes', '--seats', '2', '--types', 'internal,external', '--requires', 'user'];
    const added = (await cli.json(['licence', 'add', ...args])) as Row;
    assert.deepEqual([added['kind'], added['seats'], added['inUse']], ['user', 2, 0]);
    assert.deepEqual(added['types'], ['internal', 'external']);
    assert.equal(added['requires'], 'user');
    const more = ['--name', 'planner', '--seats', '3', '--requires', '', '--description', 'Routes'];
    const changed = (await cli.json(['licence', 'set', 'ROUTES', ...more])) as Row;
    assert.deepEqual(
      [changed['name'], changed['seats'], changed['requires'], changed['description']],
      ['planner', 3, null, 'Routes'],
    );
    await cli.run(['licence', 'set', 'planner', '--unrestricted']);
    assert.equal((await show('planner'))['seats'], null);
    const plan = ['licence', 'set', 'planner', '--plan', 'user,web', '--seats', '1', '--hidden'];
    const record = (await cli.json(plan)) as Row;
    assert.deepEqual([record['plan'], record['hidden']], [['user', 'web'], true]);
    assert.equal(((await cli.json([...plan.slice(0, 3), '--no-hidden'])) as Row)['hidden'], false);
  });
});

describe('licence assign and withdraw', () => {
  test('change the licence of all named users, or of none', async () => {
    await cli.run(['licence', 'add', 'scarce', '--seats', '2']);
    const { exitCode, stdout } = await cli.run(['licence', 'assign', 'scarce', 'anna', 'bjarne']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^inUse +2$/m);
    const full = await cli.run(['licence', 'assign', 'scarce', 'anna', 'carl']);
    assert.equal(full.exitCode, exitCodes.conflict);
    assert.match(full.stderr, /All 2 seats of the licence scarce are in use/);
    assert.deepEqual((await show('scarce'))['users'], ['anna', 'bjarne']);
    await cli.run(['licence', 'withdraw', 'scarce', 'anna', 'carl']);
    assert.deepEqual((await show('scarce'))['users'], ['bjarne']);
    const twice = await cli.run(['licence', 'assign', 'scarce', 'anna', 'carl']);
    assert.equal(twice.exitCode, exitCodes.conflict);
    assert.deepEqual((await show('scarce'))['users'], ['bjarne']);
    const shown = (await cli.json(['user', 'show', 'bjarne'])) as Row;
    assert.deepEqual(shown['licences'], ['scarce']);
  });

  test('leave an event for each user', async () => {
    await cli.run(['licence', 'withdraw', 'scarce', 'bjarne', 'carl']);
    const { stdout } = await cli.run(['audit', 'tail', '--limit', '1', '--json']);
    const event = JSON.parse(stdout) as Row;
    assert.deepEqual([event['action'], event['user']], ['user-licences-set', 'bjarne']);
    assert.equal((event['detail'] as Row)['taken'], 'scarce');
  });
});

test('licence owner lists, adds and changes owners', async () => {
  assert.match(
    (await cli.run(['licence', 'owner'])).stdout,
    /^1 +SUPEROFFICE +SuperOffice AS +-$/m,
  );
  const args = [
    'licence',
    'owner',
    'FJORD',
    '--description',
    'Fjord AS',
    '--expires',
    '2031-01-01',
  ];
  const added = (await cli.json(args)) as Row;
  assert.deepEqual([added['id'], added['expires']], [2, '2031-01-01T00:00:00.000Z']);
  const changed = (await cli.json(['licence', 'owner', 'fjord', '--expires', 'never'])) as Row;
  assert.deepEqual(
    [changed['name'], changed['description'], changed['expires']],
    ['FJORD', 'Fjord AS', null],
  );
  await cli.run(['licence', 'add', 'report', '--owner', 'Fjord']);
  const { exitCode, stderr } = await cli.run(['licence', 'show', 'report']);
  assert.equal(exitCode, exitCodes.conflict);
  assert.match(stderr, /Several have the name report: the ids are/);
});

test('licence remove removes an unassigned licence, after asking', async () => {
  await cli.run(['licence', 'add', 'brief']);
  await cli.run(['licence', 'assign', 'brief', 'anna']);
  assert.match((await cli.run(['licence', 'remove', 'brief'])).stderr, /Give --yes/);
  const used = await cli.run(['licence', 'remove', 'brief', '--yes']);
  assert.equal(used.exitCode, exitCodes.conflict);
  await cli.run(['licence', 'withdraw', 'brief', 'anna']);
  assert.equal((await cli.run(['licence', 'remove', 'brief', '--yes'])).exitCode, 0);
  assert.equal((await cli.run(['licence', 'show', 'brief'])).exitCode, exitCodes.notFound);
});

const refused: readonly [args: readonly string[], code: number, said: RegExp][] = [
  [['show', 'ghost'], exitCodes.notFound, /no licence "ghost".*licence list/],
  [['add', 'user'], exitCodes.conflict, /already/],
  [['add', 'x', '--seats', '0'], exitCodes.usage, /1 to 1000000 seats/],
  [['add', 'x', '--owner', 'nobody'], exitCodes.notFound, /no such owner.*licence owner/],
  [['add', 'x', '--types', 'robot'], exitCodes.usage, /The types are: unknown, internal/],
  [['set', 'user'], exitCodes.usage, /Say what to change/],
  [['assign', 'sale', 'anna'], exitCodes.usage, /is for all users/],
  [['assign', 'web', 'ghost'], exitCodes.notFound, /no user named ghost/],
  [['assign', 'extern-user-cal', 'anna'], exitCodes.usage, /for users of the type external/],
];
for (const [args, code, said] of refused) {
  test(`licence ${args.join(' ')} is refused with ${code}, and changes nothing`, async () => {
    const before = await cli.json(['licence', 'list']);
    const { exitCode, stdout, stderr } = await cli.run(['licence', ...args]);
    assert.deepEqual([exitCode, stdout], [code, ''], stderr);
    assert.match(stderr, said);
    assert.deepEqual(await cli.json(['licence', 'list']), before);
  });
}
