/** `user set` and `user remove`, on a real installation. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  await cli.addUser('root', '--role', 'User level 0', '--licences', 'user,web');
  await cli.addUser('anna', '--email', 'anna@example.com', '--cs-user', '17');
});
after(() => cli.close());

const show = async (name: string) => (await cli.json(['user', 'show', name])) as Row;

describe('user set', () => {
  test('changes the given fields, and keeps the rest', async () => {
    const before = await show('anna');
    const { ticketText } = await cli.logIn('anna');
    const args = ['--role', 'user level 1', '--group', 'Sales', '--other-groups', 'service,2'];
    const record = (await cli.json(['user', 'set', 'ANNA', ...args])) as Row;
    assert.equal(record['role'], 'User level 1');
    assert.equal(record['group'], 'Sales');
    assert.deepEqual(record['otherGroups'], ['Sales', 'Service']);
    const after = await show('anna');
    for (const field of ['id', 'name', 'fullName', 'email', 'csUser', 'licences', 'personId']) {
      assert.deepEqual(after[field], before[field], field);
    }
    assert.ok(await cli.ticketOpens(ticketText), 'a change ends nothing');
  });

  test('makes a user another person, who is added if there is none', async () => {
    const before = await show('root');
    const args = ['--person-id', '55', '--full-name', 'Rita Root', '--email', 'r@example.com'];
    await cli.run(['user', 'set', 'root', ...args]);
    const after = await show('root');
    assert.deepEqual(
      [after['personId'], after['fullName'], after['email'], after['contactId']],
      [55, 'Rita Root', 'r@example.com', before['contactId']],
    );
    await cli.run(['user', 'set', 'root', '--person-id', String(before['personId'])]);
    assert.deepEqual(await show('root'), before);
  });

  test('removes a value when it is given as empty text or 0', async () => {
    const args = ['--email', '', '--other-groups', '', '--cs-user', '0'];
    const record = (await cli.json(['user', 'set', 'anna', ...args])) as Row;
    assert.equal(record['email'], null);
    assert.deepEqual(record['otherGroups'], []);
    assert.equal(record['csUser'], null);
  });

  test('changes the fields of the Customer Service user one by one', async () => {
    await cli.run(['user', 'set', 'anna', '--cs-user', '18']);
    await cli.run(['user', 'set', 'anna', '--cs-status', 'read-only', '--cs-access-level', '3']);
    const { csUser, csStatus, csAccessLevel } = await show('anna');
    assert.deepEqual([csUser, csStatus, csAccessLevel], [18, 'read-only', 3]);
  });

  test('renames a user, who then logs in by the new name', async () => {
    await cli.addUser('bjorn');
    const record = (await cli.json(['user', 'set', 'bjorn', '--name', 'Bjarne'])) as Row;
    assert.equal(record['name'], 'Bjarne');
    assert.ok(await cli.passwordOpens('bjarne', 'password of bjorn'));
    assert.ok(!(await cli.passwordOpens('bjorn', 'password of bjorn')));
  });

  test('assigns exactly the given licences', async () => {
    const set = async (licences: string) =>
      ((await cli.json(['user', 'set', 'anna', '--licences', licences])) as Row)['licences'];
    assert.deepEqual(await set('user,web'), ['user', 'web']);
    assert.deepEqual(await set('user'), ['user']);
    assert.deepEqual(await set(''), []);
  });

  test('changes nothing when a licence is refused', async () => {
    const args = ['user', 'set', 'anna', '--role', 'User level 2', '--licences', 'web'];
    const { exitCode, stdout, stderr } = await cli.run(args);
    assert.deepEqual([exitCode, stdout], [exitCodes.usage, '']);
    assert.match(stderr, /licence web needs the licence user\. Assign that too/);
    assert.equal((await show('anna'))['role'], 'User level 1');
  });

  test('leaves an event that names the fields', async () => {
    await cli.run(['user', 'set', 'anna', '--role', 'User level 2']);
    const { stdout } = await cli.run(['audit', 'tail', '--limit', '1', '--json']);
    const event = JSON.parse(stdout) as Row;
    assert.equal(event['action'], 'user-changed');
    assert.equal(event['user'], 'anna');
    assert.equal((event['detail'] as Row)['fields'], 'roleId');
    assert.match(String(event['operator']), /@/);
  });

  const refused: readonly [what: string, args: readonly string[], code: number, said: RegExp][] = [
    ['nothing to change', ['anna'], exitCodes.usage, /Say what to change/],
    ['a name taken', ['anna', '--name', 'ROOT'], exitCodes.usage, /user named root already/],
    ['a bad address', ['anna', '--email', 'x'], exitCodes.usage, /is no e-mail address/],
    ['no person for an employee', ['anna', '--person-id', '0'], exitCodes.usage, /needs a person/],
    ['an unknown role', ['anna', '--role', 'x'], exitCodes.notFound, /no role "x".*role list/],
    ['an unknown group', ['anna', '--group', 'x'], exitCodes.notFound, /no group "x".*group list/],
    ['an unknown licence', ['anna', '--licences', 'x'], exitCodes.notFound, /licence list/],
    ['a site licence', ['anna', '--licences', 'sale'], exitCodes.usage, /is for all users/],
    ['an unknown type', ['anna', '--type', 'x'], exitCodes.usage, /Allowed choices are/],
    [
      'another role for the last administrator',
      ['root', '--role', 'User level 3'],
      exitCodes.conflict,
      /no enabled user with the functional right admin-all/,
    ],
    [
      'a status without a user of Customer Service',
      ['root', '--cs-status', 'spm'],
      exitCodes.usage,
      /Give --cs-user too/,
    ],
  ];
  for (const [what, args, code, said] of refused) {
    test(`refuses ${what}, and changes nothing`, async () => {
      const users = await cli.json(['user', 'list']);
      const { exitCode, stdout, stderr } = await cli.run(['user', 'set', ...args]);
      assert.deepEqual([exitCode, stdout], [code, ''], stderr);
      assert.match(stderr, said);
      assert.deepEqual(await cli.json(['user', 'list']), users);
    });
  }

  test('refuses deleted roles and groups', async () => {
    await cli.run(['role', 'add', 'Gone']);
    await cli.run(['role', 'remove', 'Gone']);
    await cli.run(['group', 'add', 'Away']);
    await cli.run(['group', 'remove', 'Away']);
    for (const args of [
      ['--role', 'Gone'],
      ['--group', 'Away'],
      ['--other-groups', 'Away'],
    ]) {
      const { exitCode, stderr } = await cli.run(['user', 'set', 'anna', ...args]);
      assert.equal(exitCode, exitCodes.usage, stderr);
      assert.match(stderr, /is deleted\. Choose another/);
    }
  });
});

describe('user add', () => {
  test('adds no user when a licence is refused', async () => {
    const args = ['user', 'add', 'late', '--licences', 'web', '--password-stdin'];
    const { exitCode, stderr } = await cli.run(args, { stdin: 'x' });
    assert.equal(exitCode, exitCodes.usage, stderr);
    assert.equal((await cli.run(['user', 'show', 'late'])).exitCode, exitCodes.notFound);
  });
});

describe('user remove', () => {
  test('asks first, and removes the user with everything that belongs to the user', async () => {
    await cli.addUser('leaver', '--licences', 'user');
    const { ticketText } = await cli.logIn('leaver');
    const unasked = await cli.run(['user', 'remove', 'leaver']);
    assert.equal(unasked.exitCode, exitCodes.usage);
    assert.match(unasked.stderr, /Remove leaver\? .*no terminal to ask at.*Give --yes/);
    const no = await cli.run(['user', 'remove', 'leaver'], { answers: { Remove: 'n' } });
    assert.equal(no.exitCode, exitCodes.failure);
    const { id } = await show('leaver');
    const removed = await cli.json(['user', 'remove', 'LEAVER', '--yes']);
    assert.deepEqual(removed, { id, user: 'leaver', ticketsEnded: 1 });
    assert.ok(!(await cli.ticketOpens(ticketText)));
    assert.equal((await cli.run(['user', 'show', 'leaver'])).exitCode, exitCodes.notFound);
  });

  test('refuses to remove the last administrator', async () => {
    const { exitCode, stderr } = await cli.run(['user', 'remove', 'root', '--yes']);
    assert.equal(exitCode, exitCodes.conflict);
    assert.match(stderr, /no enabled user with the functional right admin-all/);
    const disabled = await cli.run(['user', 'disable', 'root']);
    assert.equal(disabled.exitCode, exitCodes.conflict);
    assert.match(disabled.stderr, /no enabled user with the functional right admin-all/);
  });
});
