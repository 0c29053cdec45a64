/** `ticket`, on a real installation. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { createTicket, parseTicket } from '../../src/domain/sessions/ticket.ts';
import { type CommandLine, createCommandLine, HOUR_MS } from '../support/command-line.ts';

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  for (const name of ['anna', 'bjarne', 'carl']) await cli.addUser(name);
});
after(() => cli.close());

type Row = Readonly<Record<string, string | null>>;

const list = async (...options: readonly string[]) =>
  (await cli.json(['ticket', 'list', ...options])) as readonly Row[];

describe('ticket list', () => {
  test('lists live tickets by id', async () => {
    const { ticketId } = await cli.logIn('anna');
    const past = { now: () => Date.now() - 7 * HOUR_MS };
    const expired = await cli.logIn('anna', { clock: past });
    const rows = await list();
    const row = rows.find(({ id }) => id === ticketId);
    assert.equal(row?.['user'], 'anna');
    assert.equal(row?.['from'], '192.0.2.1');
    assert.equal(row?.['by'], 'test');
    assert.match(row?.['issued'] ?? '', /^\d{4}-\d\d-\d\dT.*Z$/);
    const lifetimeMs = Date.parse(row?.['expires'] ?? '') - Date.parse(row?.['lastUsed'] ?? '');
    assert.equal(lifetimeMs, 6 * HOUR_MS);
    assert.ok(!rows.some(({ id }) => id === expired.ticketId));
    const { stdout } = await cli.run(['ticket', 'list']);
    assert.match(stdout, /^id +user +issued +lastUsed +from +by +expires\n/);
    assert.ok(stdout.includes(ticketId));
  });

  test('can be limited to a user and to a number', async () => {
    await cli.logIn('anna');
    await cli.logIn('carl');
    await cli.logIn('carl');
    assert.deepEqual(
      [...new Set((await list('--user', 'CARL')).map((row) => row['user']))],
      ['carl'],
    );
    const all = await cli.run(['ticket', 'list', '--user', 'carl', '--limit', '2']);
    assert.equal(all.stderr, '');
    const one = await cli.run(['ticket', 'list', '--user', 'carl', '--limit', '1']);
    assert.equal(one.stdout.trimEnd().split('\n').length, 2, 'a header and one ticket');
    assert.match(one.stderr, /more than these 1/);
  });

  test('prints no control characters', async () => {
    await cli.atTenant(async ({ stores, sessions }) => {
      const associate = await stores.associates.findByName('bjarne');
      assert.ok(associate);
      await sessions.start(associate, { address: '192.0.2.1', userAgent: 'a\u009b2J\u001b[2J\nb' });
    });
    for (const options of [[], ['--json']]) {
      const { stdout } = await cli.run(['ticket', 'list', '--user', 'bjarne', ...options]);
      assert.doesNotMatch(stdout, /[^\P{Cc}\n]/u);
    }
    assert.equal((await list('--user', 'bjarne'))[0]?.['by'], 'a\u009b2J\u001b[2J\nb');
  });

  test('reports that there are no tickets, or no such user', async () => {
    await cli.addUser('idle');
    const none = await cli.run(['ticket', 'list', '--user', 'idle']);
    assert.deepEqual([none.exitCode, none.stdout], [0, '']);
    assert.match(none.stderr, /no live tickets/);
    assert.deepEqual(await list('--user', 'idle'), []);
    const ghost = await cli.run(['ticket', 'list', '--user', 'ghost']);
    assert.equal(ghost.exitCode, exitCodes.notFound);
  });

  test('refuses an invalid limit', async () => {
    for (const limit of ['0', '-1', 'many', '10001', '']) {
      const { exitCode, stderr } = await cli.run(['ticket', 'list', '--limit', limit]);
      assert.equal(exitCode, exitCodes.usage, limit);
      assert.match(stderr, /whole number from 1 to 10000|argument missing/);
    }
  });
});

describe('ticket revoke', () => {
  test('ends a ticket by its id, with all tickets derived from it', async () => {
    const { ticketId, ticketText, accessToken } = await cli.logIn('anna');
    const other = await cli.logIn('anna');
    const derived = await cli.trade(accessToken);
    const revoked = await cli.json(['ticket', 'revoke', ticketId.toUpperCase()]);
    assert.deepEqual(revoked, { ticketsEnded: 2 });
    assert.ok(!(await cli.ticketOpens(ticketText)));
    assert.ok(!(await cli.ticketOpens(derived)));
    assert.ok(await cli.ticketOpens(other.ticketText));
    const again = await cli.run(['ticket', 'revoke', ticketId]);
    assert.equal(again.exitCode, exitCodes.notFound);
    assert.match(again.stderr, /no such ticket\. .*"ticketoffice ticket list"/);
  });

  test('ends a ticket by its text, from the command line or standard input', async () => {
    const [one, two] = [await cli.logIn('anna'), await cli.logIn('anna')];
    const given = await cli.run(['ticket', 'revoke', one.ticketText]);
    assert.deepEqual([given.exitCode, given.stdout], [0, 'ticketsEnded  1\n']);
    const read = await cli.run(['ticket', 'revoke', '-'], { stdin: `${two.ticketText}\n` });
    assert.deepEqual([read.exitCode, read.stdout], [0, 'ticketsEnded  1\n']);
    for (const { ticketText } of [one, two]) assert.ok(!(await cli.ticketOpens(ticketText)));
  });

  test('ends nothing when the secret is wrong', async () => {
    const { ticketText } = await cli.logIn('anna');
    const id = parseTicket(ticketText)?.id ?? '';
    const stranger = parseTicket(createTicket('', Date.now()).text)?.secret ?? '';
    const content = Buffer.from(`${id};${stranger}`, 'utf16le').toString('base64');
    const { exitCode, stdout } = await cli.run(['ticket', 'revoke', `7T:${content}`]);
    assert.deepEqual([exitCode, stdout], [exitCodes.notFound, '']);
    assert.ok(await cli.ticketOpens(ticketText));
  });

  test('finds nothing for text that is not a ticket', async () => {
    for (const named of [
      'nonsense',
      '7T:nonsense',
      createTicket('', Date.now()).text,
      createTicket('', Date.now()).id,
    ]) {
      cli.keepSecret(named);
      assert.equal((await cli.run(['ticket', 'revoke', named])).exitCode, exitCodes.notFound);
    }
  });

  test('ends all tickets of a user, who can log in again', async () => {
    const [one, two] = [await cli.logIn('bjarne'), await cli.logIn('bjarne')];
    const other = await cli.logIn('anna');
    await cli.logIn('bjarne', { clock: { now: () => Date.now() - 7 * HOUR_MS } });
    const before = (await list('--user', 'bjarne')).length;
    const revoked = await cli.json(['ticket', 'revoke', '--user', 'Bjarne']);
    assert.deepEqual(revoked, { ticketsEnded: before });
    for (const { ticketText } of [one, two]) assert.ok(!(await cli.ticketOpens(ticketText)));
    assert.ok(await cli.ticketOpens(other.ticketText));
    assert.ok(await cli.passwordOpens('bjarne', 'password of bjarne'));
    const ghost = await cli.run(['ticket', 'revoke', '--user', 'ghost']);
    assert.equal(ghost.exitCode, exitCodes.notFound);
  });

  test('needs exactly one thing to revoke', async () => {
    for (const args of [[], ['x', '--user', 'anna']]) {
      const { exitCode, stderr } = await cli.run(['ticket', 'revoke', ...args]);
      assert.equal(exitCode, exitCodes.usage);
      assert.match(stderr, /either a ticket or --user/);
    }
    const { exitCode, stderr } = await cli.run(['ticket', 'revoke', '-'], { stdin: ' \n' });
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /Standard input is empty/);
  });
});
