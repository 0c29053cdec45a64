/** `role`, on a real installation. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  await cli.addUser('root', '--role', 'User level 0');
  await cli.addUser('anna');
});
after(() => cli.close());

const list = async (...args: readonly string[]) =>
  (await cli.json(['role', 'list', ...args])) as readonly Row[];
const rightsOf = async (role: string) =>
  ((await cli.json(['role', 'rights', role])) as readonly Row[]).map((row) => row['right']);

test('role list shows types, ranks and how many users have each', async () => {
  const { exitCode, stdout, stderr } = await cli.run(['role', 'list']);
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^id +name +type +rank +users\n/);
  assert.match(stdout, /^4 +User level 3 +employee +4 +1$/m);
  assert.equal((await list()).length, 16);
});

describe('role show', () => {
  test('shows rights, and the data rights as a table', async () => {
    const { stdout } = await cli.run(['role', 'show', 'user LEVEL 3']);
    assert.match(stdout, /^type +employee$/m);
    assert.match(stdout, /^users +1$/m);
    assert.match(stdout, /^rights +.*syncadmin-user/m);
    assert.match(stdout, /^table +MyOwn +PrimaryGroup +OtherGroups/m);
    assert.match(stdout, /^sale +CRUD +R +R +- +- +CRUD$/m);
    const record = (await cli.json(['role', 'show', '4'])) as Row;
    assert.equal(record['name'], 'User level 3');
    const rows = record['dataRights'] as readonly Row[];
    assert.equal(rows.find((row) => row['table'] === 'sale')?.['MyOwn'], 'CRUD');
  });

  test('shows no table for a role without data rights', async () => {
    const { stdout } = await cli.run(['role', 'show', 'System User']);
    assert.doesNotMatch(stdout, /^table/m);
    const { stderr } = await cli.run(['role', 'data-rights', 'System User']);
    assert.match(stderr, /type system has no data rights/);
  });
});

describe('role add and set', () => {
  test('add a role after all others, without rights, and change it', async () => {
    const added = (await cli.json(['role', 'add', 'Assistant', '--tooltip', 'Helps'])) as Row;
    assert.deepEqual([added['id'], added['type'], added['rank']], [17, 'employee', 17]);
    assert.deepEqual(await rightsOf('Assistant'), []);
    const args = ['--name', 'Helper', '--tooltip', '', '--rank', '-3'];
    const changed = (await cli.json(['role', 'set', 'Assistant', ...args])) as Row;
    assert.deepEqual([changed['name'], changed['tooltip'], changed['rank']], ['Helper', '', -3]);
    assert.equal((await list())[0]?.['name'], 'Helper');
  });

  test('need the id when several roles have the name', async () => {
    await cli.run(['role', 'add', 'Twin']);
    const { id } = (await cli.json(['role', 'add', 'twin'])) as { id: number };
    const { exitCode, stderr } = await cli.run(['role', 'show', 'TWIN']);
    assert.equal(exitCode, exitCodes.conflict);
    assert.match(stderr, new RegExp(`ids are ${id - 1}, ${id}\\. Give the id`));
    assert.equal((await cli.run(['role', 'remove', String(id)])).exitCode, 0);
    assert.equal((await cli.run(['role', 'show', 'TWIN'])).exitCode, 0);
  });
});

describe('role rights', () => {
  test('adds, removes and replaces rights by code name', async () => {
    await cli.run(['role', 'add', 'Clerk']);
    const change = async (...args: readonly string[]) => {
      const { exitCode, stderr } = await cli.run(['role', 'rights', 'Clerk', ...args]);
      assert.equal(exitCode, 0, stderr);
      return rightsOf('Clerk');
    };
    assert.deepEqual(await change('--add', 'ADMIN-USERS, admin-lists'), [
      'admin-lists',
      'admin-users',
    ]);
    assert.deepEqual(await change('--add', 'hide-sale', '--remove', 'admin-lists'), [
      'admin-users',
      'hide-sale',
    ]);
    assert.deepEqual(await change('--set', 'hide-inbox'), ['hide-inbox']);
    assert.deepEqual(await change('--set', ''), []);
    const all = (await cli.json(['role', 'rights', 'Clerk', '--all'])) as readonly Row[];
    assert.ok(all.length > 50);
    assert.ok(all.every((row) => row['granted'] === false));
  });

  test('leaves an event with the rights', async () => {
    await cli.run(['role', 'rights', 'Clerk', '--set', 'hide-sale']);
    const { stdout } = await cli.run(['audit', 'tail', '--limit', '1', '--json']);
    const event = JSON.parse(stdout) as Row;
    assert.equal(event['action'], 'role-rights-set');
    assert.equal((event['detail'] as Row)['added'], 'hide-sale');
  });
});

describe('role data-rights', () => {
  test('sets the given cells, and no others', async () => {
    await cli.run(['role', 'add', 'Reader']);
    const args = ['sale.myown=crud', 'Sale.OtherGroups=R', 'person.MyOwn=CR'];
    const rows = (await cli.json(['role', 'data-rights', 'Reader', ...args])) as readonly Row[];
    const sale = rows.find((row) => row['table'] === 'sale');
    assert.deepEqual(
      [sale?.['MyOwn'], sale?.['OtherGroups'], sale?.['Anonymous']],
      ['CRUD', 'R', ''],
    );
    const { stdout } = await cli.run(['role', 'data-rights', 'Reader', 'sale.OtherGroups=']);
    assert.match(stdout, /^sale +CRUD( +-){5}$/m);
    assert.match(stdout, /^person +CR( +-){5}$/m);
  });

  const cells: readonly [cell: string, said: RegExp][] = [
    ['sale', /TABLE\.RELATION=RIGHTS/],
    ['sales.MyOwn=R', /no data rights for the table "sales"/],
    ['sale.Mine=R', /no relation "Mine"/],
    ['sale.MyOwn=RW', /"RW" is no data right/],
    ['sale.MyCompany=R', /type employee has no data rights for the relation MyCompany/],
  ];
  for (const [cell, said] of cells) {
    test(`refuses ${cell}, and changes no cell`, async () => {
      const args = ['role', 'data-rights', 'Reader', 'contact.MyOwn=CRUD', cell];
      const { exitCode, stdout, stderr } = await cli.run(args);
      assert.deepEqual([exitCode, stdout], [exitCodes.usage, ''], stderr);
      assert.match(stderr, said);
      const shown = await cli.run(['role', 'data-rights', 'Reader']);
      assert.match(shown.stdout, /^contact( +-){6}$/m);
    });
  }
});

describe('role remove', () => {
  test('marks a role without users as deleted, and --restore undoes it', async () => {
    await cli.run(['role', 'add', 'Passing']);
    assert.equal((await cli.run(['role', 'remove', 'Passing'])).exitCode, 0);
    const names = async (...args: readonly string[]) =>
      (await list(...args)).map((row) => row['name']);
    assert.ok(!(await names()).includes('Passing'));
    assert.ok((await names('--deleted')).includes('Passing'));
    assert.equal((await cli.run(['role', 'remove', 'Passing'])).exitCode, exitCodes.notFound);
    assert.equal((await cli.run(['role', 'set', 'Passing', '--restore'])).exitCode, 0);
    assert.ok((await names()).includes('Passing'));
  });

  test('moves its users to another role, after asking', async () => {
    await cli.run(['role', 'add', 'Leaving']);
    await cli.addUser('mover', '--role', 'Leaving');
    const without = await cli.run(['role', 'remove', 'Leaving', '--yes']);
    assert.equal(without.exitCode, exitCodes.usage);
    assert.match(without.stderr, /need another role of the type employee: none was given/);
    const args = ['role', 'remove', 'Leaving', '--replace-with', 'User level 4'];
    const unasked = await cli.run(args);
    assert.equal(unasked.exitCode, exitCodes.usage);
    assert.match(unasked.stderr, /Its 1 users get the role User level 4\. .*Give --yes/);
    const removed = (await cli.json([...args, '--yes'])) as Row;
    assert.deepEqual([removed['usersMoved'], removed['replacedWith']], [1, 'User level 4']);
    assert.equal(((await cli.json(['user', 'show', 'mover'])) as Row)['role'], 'User level 4');
  });
});

const refused: readonly [args: readonly string[], code: number, said: RegExp][] = [
  [['show', 'Ghost'], exitCodes.notFound, /no role "Ghost".*"ticketoffice role list"/],
  [['show', '99'], exitCodes.notFound, /no role "99"/],
  [['add', ''], exitCodes.usage, /must not be empty/],
  [['add', 'x', '--type', 'system'], exitCodes.conflict, /no other can be made/],
  [['add', 'x', '--rank', '40000'], exitCodes.usage, /-32768 to 32767/],
  [['set', 'User level 3'], exitCodes.usage, /Give --name/],
  [['set', 'System User', '--name', 'x'], exitCodes.conflict, /type system, and cannot/],
  [['rights', 'User level 3', '--add', 'fly'], exitCodes.notFound, /no functional right "fly"/],
  [['rights', 'User level 3', '--add', 'ext-x', '--set', ''], exitCodes.usage, /cannot be used/],
  [['rights', 'External User', '--set', 'admin-all'], exitCodes.usage, /cannot have/],
  [['rights', 'User level 0', '--set', ''], exitCodes.conflict, /no enabled user/],
  [['remove', 'User level 0'], exitCodes.conflict, /an administrator needs it/],
  [['remove', 'Anonymous User'], exitCodes.conflict, /the only one of the type anonymous/],
  [['remove', 'User level 3', '--replace-with', '4', '--yes'], exitCodes.usage, /replace itself/],
  [['remove', 'User level 3', '--replace-with', '10', '--yes'], exitCodes.usage, /type external/],
];
for (const [args, code, said] of refused) {
  test(`role ${args.join(' ')} is refused with ${code}, and changes nothing`, async () => {
    const before = await list('--deleted');
    const { exitCode, stdout, stderr } = await cli.run(['role', ...args]);
    assert.deepEqual([exitCode, stdout], [code, ''], stderr);
    assert.match(stderr, said);
    assert.deepEqual(await list('--deleted'), before);
  });
}
