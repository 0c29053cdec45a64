/** `token revoke`, on real installations. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine, HOUR_MS } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  await cli.addUser('anna', '--cs-user', '17');
});
after(() => cli.close());

const revoke = (token: string) => cli.run(['token', 'revoke', '-'], { stdin: `${token}\n` });
const inspect = async (token: string, at = cli) =>
  (await at.json(['token', 'inspect', '-'], { stdin: token })) as Row;

describe('token revoke', () => {
  test('ends the token, its CS session and the tickets that it was traded for', async () => {
    const { accessToken, ticketText } = await cli.logIn('anna', { includeCsSession: true });
    const other = await cli.logIn('anna');
    const derived = [await cli.trade(accessToken), await cli.trade(accessToken)];
    const ofOther = await cli.trade(other.accessToken);
    const before = await inspect(accessToken);
    assert.deepEqual([before['valid'], before['csActive']], [true, true]);

    const revoked = (await cli.json(['token', 'revoke', accessToken])) as Row;
    assert.deepEqual(revoked, { tokenId: before['tokenId'], user: 'anna', ticketsEnded: 2 });
    const inspected = await inspect(accessToken);
    assert.deepEqual(
      [inspected['valid'], inspected['refusal'], inspected['reason'], inspected['csActive']],
      [false, 'revoked', 'it was revoked', false],
    );
    assert.deepEqual(await cli.json(['cs-session', 'list']), []);
    for (const ticket of derived) assert.ok(!(await cli.ticketOpens(ticket)));
    assert.ok(await cli.ticketOpens(ticketText), 'the ticket that it was issued for stays');
    assert.ok(await cli.ticketOpens(ofOther));
  });

  test('says when it was revoked before, and changes nothing', async () => {
    const { accessToken } = await cli.logIn('anna');
    const first = await revoke(accessToken);
    assert.deepEqual([first.exitCode, first.stderr], [0, '']);
    assert.match(first.stdout, /^tokenId +[0-9a-f]{32}\nuser +anna\nticketsEnded +0\n$/);
    const again = await revoke(accessToken);
    assert.deepEqual([again.exitCode, again.stdout], [0, first.stdout]);
    assert.match(again.stderr, /was revoked already\. Nothing was changed/);
  });

  test('ends the tickets that an expired token was traded for', async () => {
    const past = { now: () => Date.now() - 2 * HOUR_MS };
    const { accessToken } = await cli.logIn('anna', { clock: past });
    const derived = await cli.atTenant(
      async ({ logins }) => {
        const credentials = { kind: 'access-token', accessToken } as const;
        const login = await logins.authenticate(credentials, { address: '', userAgent: null });
        return login?.ticketText ?? '';
      },
      { clock: past },
    );
    cli.keepSecret(derived);
    assert.ok(await cli.ticketOpens(derived));
    const { exitCode, stdout, stderr } = await revoke(accessToken);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^ticketsEnded +1$/m);
    assert.match(stderr, /had expired already\. What it was traded for has ended/);
    assert.ok(!(await cli.ticketOpens(derived)));
    assert.equal((await inspect(accessToken))['refusal'], 'expired');
  });

  test('refuses text that is not an access token of this installation', async () => {
    const { ticketText } = await cli.logIn('anna');
    for (const text of ['garbage', '8A:AAAA', ticketText]) {
      const { exitCode, stdout, stderr } = await revoke(text);
      assert.deepEqual([exitCode, stdout], [exitCodes.refused, '']);
      assert.match(stderr, /^error: There is nothing to revoke: it is no access token/);
    }
    const elsewhere = await createCommandLine();
    await elsewhere.addUser('anna');
    const { accessToken } = await elsewhere.logIn('anna');
    cli.keepSecret(accessToken);
    const { exitCode, stderr } = await revoke(accessToken);
    assert.equal(exitCode, exitCodes.refused);
    assert.match(stderr, /nothing to revoke: it was changed or forged/);
    await elsewhere.close();
  });

  test('needs a token', async () => {
    const { exitCode, stderr } = await cli.run(['token', 'revoke', '-'], { stdin: '\n' });
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /Standard input is empty/);
    assert.match((await cli.run(['token', 'revoke', ''])).stderr, /The argument is empty/);
  });
});

test('Online, the token names its tenant', async () => {
  const online = await createCommandLine({ mode: 'online', tenants: ['Cust1', 'Cust2'] });
  for (const tenant of ['Cust1', 'Cust2']) await online.addUser('anna', '--tenant', tenant);
  const mine = await online.logIn('anna', { tenant: 'Cust2' });
  const theirs = await online.logIn('anna', { tenant: 'Cust1' });
  const derived = await online.trade(mine.accessToken);
  const { stdout } = await online.run(['token', 'revoke', mine.accessToken]);
  assert.match(stdout, /^tenant +Cust2\nuser +anna\nticketsEnded +1\n/m);
  assert.ok(!(await online.ticketOpens(derived)));
  assert.equal((await inspect(mine.accessToken, online))['refusal'], 'revoked');
  assert.equal((await inspect(theirs.accessToken, online))['valid'], true);

  await online.run(['tenant', 'suspend', 'Cust1']);
  const suspended = await online.run(['token', 'revoke', theirs.accessToken]);
  assert.equal(suspended.exitCode, 0, 'to administer a suspended tenant is possible');
  await online.run(['tenant', 'remove', 'Cust1', '--yes']);
  const removed = await online.run(['token', 'revoke', theirs.accessToken]);
  assert.deepEqual([removed.exitCode, removed.stdout], [exitCodes.refused, '']);
  assert.match(removed.stderr, /nothing to revoke: its tenant, Cust1, is not, or no longer,/);
  await online.close();
});
