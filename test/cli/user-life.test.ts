/** `user retire`, `user unretire`, generated passwords, and what `user show` tells. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  await cli.addUser('root', '--role', 'User level 0');
});
after(() => cli.close());

const show = async (name: string) => (await cli.json(['user', 'show', name])) as Row;

describe('user retire and unretire', () => {
  test('take the licences, end tickets, and mark the person', async () => {
    await cli.addUser('leaver', '--licences', 'user,web');
    const { ticketText } = await cli.logIn('leaver');
    const retired = await cli.run(['user', 'retire', 'LEAVER', '--json']);
    assert.equal(retired.exitCode, 0, retired.stderr);
    assert.deepEqual(JSON.parse(retired.stdout), {
      user: 'leaver',
      ticketsEnded: 1,
      licencesTaken: ['user', 'web'],
    });
    assert.match(retired.stderr, /leaver is retired: licences are removed/);
    assert.ok(!(await cli.ticketOpens(ticketText)));
    assert.ok(!(await cli.passwordOpens('leaver', 'password of leaver')));
    const { state, licences, personId } = await show('leaver');
    assert.deepEqual([state, licences], ['retired', []]);
    const person = (await cli.json(['person', 'show', String(personId)])) as Row;
    assert.equal(person['retired'], true);
    const again = await cli.run(['user', 'retire', 'leaver']);
    assert.match(again.stderr, /was retired already\. Nothing was changed/);

    const back = await cli.run(['user', 'unretire', 'leaver']);
    assert.match(back.stderr, /leaver can log in again\. Assign licences/);
    assert.ok(await cli.passwordOpens('leaver', 'password of leaver'));
    const after = await show('leaver');
    assert.deepEqual([after['state'], after['licences']], ['enabled', []]);
    assert.match((await cli.run(['user', 'unretire', 'leaver'])).stderr, /was not retired/);
  });

  test('leave the last administrator', async () => {
    const { exitCode, stderr } = await cli.run(['user', 'retire', 'root']);
    assert.equal(exitCode, exitCodes.conflict);
    assert.match(stderr, /no enabled user with the functional right admin-all/);
    assert.equal((await show('root'))['state'], 'enabled');
    assert.equal((await cli.run(['user', 'retire', 'ghost'])).exitCode, exitCodes.notFound);
  });
});

describe('user set-password', () => {
  test('generates a password with which the user logs in', async () => {
    await cli.addUser('gen');
    const { ticketText } = await cli.logIn('gen');
    const set = (await cli.json(['user', 'set-password', 'gen', '--generate'])) as Row;
    assert.equal(set['ticketsEnded'], 1);
    assert.match(String(set['password']), /^\S{16}$/);
    assert.ok(!(await cli.ticketOpens(ticketText)));
    assert.ok(await cli.passwordOpens('gen', String(set['password'])));
    const { stdout } = await cli.run(['audit', 'tail', '--limit', '5', '--json']);
    assert.doesNotMatch(stdout, new RegExp(String(set['password'])));
  });

  test('generates no password if one is given', async () => {
    const args = ['user', 'set-password', 'gen', '--generate', '--password-stdin'];
    const { exitCode } = await cli.run(args, { stdin: 'correct horse' });
    assert.equal(exitCode, exitCodes.usage);
  });
});

describe('user set and show', () => {
  test('have every field of a user', async () => {
    await cli.addUser('full', '--email', 'full@example.com');
    const names = ['--user-name', 'full login', '--nick-name', 'Fully'];
    const args = [...names, '--tooltip', 'All', '--rank', '-3', '--waiting'];
    await cli.run(['user', 'set', 'full', ...args]);
    const waiting = await show('full');
    const told = (row: Row) =>
      ['userName', 'nickName', 'tooltip', 'rank', 'state'].map((field) => row[field]);
    assert.deepEqual(told(waiting), ['full login', 'Fully', 'All', -3, 'waiting-for-approval']);
    assert.ok(!(await cli.passwordOpens('full', 'password of full')));
    const cleared = ['--user-name', '', '--nick-name', '', '--tooltip', '', '--no-waiting'];
    await cli.run(['user', 'set', 'full', ...cleared]);
    assert.deepEqual(told(await show('full')), ['', '', '', -3, 'enabled']);
    assert.ok(await cli.passwordOpens('full', 'password of full'));
    const { contact, hasPassword, lastLogin, lastLogout } = await show('full');
    assert.ok(contact);
    assert.deepEqual([hasPassword, lastLogout], [true, null]);
    assert.match(String(lastLogin), /^2.*Z$/);
  });

  test('refuse names that others have', async () => {
    await cli.addUser('other', '--user-name', 'other login', '--nick-name', 'Othy');
    const refused = [
      [['--user-name', 'OTHER LOGIN'], /other login|user name of other/i],
      [['--nick-name', 'othy'], /nick name of the user other/],
      [['--rank', '40000'], /rank 40000/],
      [['--tooltip', 'x'.repeat(255)], /It may have 254 at most/],
    ] as const;
    for (const [args, said] of refused) {
      const { exitCode, stderr } = await cli.run(['user', 'set', 'full', ...args]);
      assert.equal(exitCode, exitCodes.usage, stderr);
      assert.match(stderr, said);
    }
  });

  test('tell of a disabled user, and of details that clients keep', async () => {
    await cli.addUser('busy');
    const { id } = await show('busy');
    await cli.atTenant(async ({ stores }) => {
      await stores.associates.setDetails(Number(id), {
        requestSignature: 'Regards',
        absenceMessage: 'Out',
        ticketCategoryIds: [3, 5],
        extraFields: new Map([['a', '1']]),
        customFields: new Map([['x_b', '[I:2]']]),
      });
      await stores.associates.recordTimes(Number(id), { lastLoginAtMs: 0 });
    });
    await cli.run(['user', 'disable', 'busy']);
    const row = await show('busy');
    assert.equal(row['state'], 'disabled');
    assert.equal(row['requestSignature'], 'Regards');
    assert.equal(row['absenceMessage'], 'Out');
    assert.deepEqual(row['ticketCategoryIds'], [3, 5]);
    assert.deepEqual([row['extraFields'], row['customFields']], [['a=1'], ['x_b=[I:2]']]);
    assert.equal(row['lastLogin'], '1970-01-01T00:00:00.000Z');
  });
});
