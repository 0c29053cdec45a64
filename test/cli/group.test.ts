/** `group`, on a real installation. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online', tenants: ['Cust1', 'Cust2'] });
  await cli.addUser('anna', '--tenant', 'Cust1', '--group', 'Sales', '--other-groups', 'Service');
});
after(() => cli.close());

const at = ['--tenant', 'Cust1'];
const run = (...args: readonly string[]) => cli.run(['group', ...args, ...at]);
const list = async (...args: readonly string[]) =>
  (await cli.json(['group', 'list', ...args, ...at])) as readonly Row[];

describe('group list and show', () => {
  test('show the number of members, and their names', async () => {
    const { stdout } = await run('list');
    assert.match(stdout, /^id +name +rank +members\n1 +Administration +1 +0\n2 +Sales +2 +1\n/);
    const shown = (await cli.json(['group', 'show', 'SERVICE', ...at])) as Row;
    assert.deepEqual([shown['primaryOf'], shown['otherOf']], [[], ['anna']]);
    assert.match((await run('show', '2')).stdout, /^primaryOf +anna$/m);
  });
});

describe('group add and set', () => {
  test('add a group after all others, and change it', async () => {
    const added = (await cli.json(['group', 'add', 'Nordic', ...at])) as Row;
    assert.deepEqual([added['id'], added['rank'], added['members']], [6, 6, 0]);
    const args = ['--name', 'North', '--tooltip', 'Up', '--rank', '0'];
    const changed = (await cli.json(['group', 'set', 'nordic', ...args, ...at])) as Row;
    assert.deepEqual([changed['name'], changed['tooltip'], changed['rank']], ['North', 'Up', 0]);
    assert.equal((await list())[0]?.['name'], 'North');
  });

  test('work on one tenant', async () => {
    const others = (await cli.json(['group', 'list', '--tenant', 'Cust2'])) as readonly Row[];
    assert.equal(others.length, 5);
  });
});

describe('group remove', () => {
  test('moves the members to another group, after asking', async () => {
    const args = ['remove', 'Sales', '--replace-with', 'Service'];
    const unasked = await run(...args);
    assert.equal(unasked.exitCode, exitCodes.usage);
    assert.match(unasked.stderr, /Its 1 members get the group Service\. .*Give --yes/);
    assert.equal((await run(...args, '--yes')).exitCode, 0);
    const user = (await cli.json(['user', 'show', 'anna', ...at])) as Row;
    assert.deepEqual([user['group'], user['otherGroups']], ['Service', []]);
    assert.equal((await list('--deleted')).length, (await list()).length + 1);
    assert.equal((await run('set', 'Sales', '--restore')).exitCode, 0);
    assert.equal((await list('--deleted')).length, (await list()).length);
  });
});

const refused: readonly [args: readonly string[], code: number, said: RegExp][] = [
  [['show', 'Ghost'], exitCodes.notFound, /no group "Ghost".*group list --tenant Cust1"/],
  [['add', 'SALES'], exitCodes.conflict, /SALES already/],
  [['add', ' x'], exitCodes.usage, /no spaces at its ends/],
  [['set', 'Sales', '--name', 'Service'], exitCodes.conflict, /Service already/],
  [['set', 'Sales'], exitCodes.usage, /Give --name/],
  [['remove', 'Service', '--yes'], exitCodes.usage, /need another group: none was given/],
  [['remove', 'Service', '--replace-with', '3', '--yes'], exitCodes.usage, /replace itself/],
];
for (const [args, code, said] of refused) {
  test(`group ${args.join(' ')} is refused with ${code}, and changes nothing`, async () => {
    const before = await list('--deleted');
    const { exitCode, stdout, stderr } = await run(...args);
    assert.deepEqual([exitCode, stdout], [code, ''], stderr);
    assert.match(stderr, said);
    assert.deepEqual(await list('--deleted'), before);
  });
}

test('the last group cannot be removed', async () => {
  const run2 = (...args: readonly string[]) => cli.run(['group', ...args, '--tenant', 'Cust2']);
  for (const id of ['1', '2', '3', '4']) assert.equal((await run2('remove', id)).exitCode, 0);
  const { exitCode, stderr } = await run2('remove', '5');
  assert.equal(exitCode, exitCodes.conflict);
  assert.match(stderr, /Marketing is the last one, and every user needs a group/);
});
