/** `token inspect` and `ticket revoke` Online, where the text names its tenant. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { createTicket, parseTicket } from '../../src/domain/sessions/ticket.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Inspected = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online', tenants: ['Cust1', 'Cust2', 'Doomed'] });
  for (const tenant of ['Cust1', 'Cust2', 'Doomed']) {
    await cli.addUser('anna', '--cs-user', '17', '--tenant', tenant);
  }
  await cli.issueToken(['app', 'add', 'Reports', '--client-id', 'reports-1']);
});
after(() => cli.close());

const tenant = 'Cust1';
const inspect = async (token: string) =>
  (await cli.json(['token', 'inspect', '-'], { stdin: token })) as Inspected;

async function refusalOf(token: string): Promise<readonly unknown[]> {
  const { exitCode } = await cli.run(['token', 'inspect', '-'], { stdin: token });
  assert.equal(exitCode, exitCodes.refused);
  const { refusal, reason, valid } = await inspect(token);
  assert.equal(valid, false);
  return [refusal, reason];
}

describe('token inspect', () => {
  test('shows tenant, application and CS session', async () => {
    const options = { tenant, application: 'Reports', includeCsSession: true };
    const { accessToken } = await cli.logIn('anna', options);
    const plain = await cli.run(['token', 'inspect', accessToken]);
    assert.equal(plain.exitCode, 0, plain.stderr);
    assert.match(plain.stdout, /^tenant +Cust1$/m);
    assert.match(plain.stdout, /^user +anna$/m);
    assert.match(plain.stdout, /^application +Reports$/m);
    assert.match(plain.stdout, /^csActive +true$/m);
    assert.doesNotMatch(plain.stdout, /reports-1/);
    const inspected = await inspect(accessToken);
    assert.equal(inspected['clientId'], 'reports-1');
    assert.equal(inspected['csUserId'], 17);
  });

  test('has no --tenant', async () => {
    const args = ['token', 'inspect', '-', '--tenant', 'Cust1'];
    const { exitCode, stderr } = await cli.run(args, { stdin: 'x' });
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /unknown option '--tenant'/);
  });

  test('refuses a token of another tenant', async () => {
    const { accessToken } = await cli.logIn('anna', { tenant });
    const moved = accessToken.replace('8A:Cust1.', '8A:Cust2.');
    assert.notEqual(moved, accessToken);
    cli.keepSecret(moved);
    assert.equal((await refusalOf(moved))[0], 'forged');
  });

  test('refuses a token of a suspended tenant', async () => {
    const { accessToken, ticketId } = await cli.logIn('anna', { tenant, includeCsSession: true });
    await cli.run(['tenant', 'suspend', tenant]);
    const [refusal, reason] = await refusalOf(accessToken);
    assert.deepEqual([refusal, reason], ['tenant-suspended', 'its tenant, Cust1, is suspended']);
    const { user, csActive } = await inspect(accessToken);
    assert.deepEqual([user, csActive], ['anna', false]);
    const other = await cli.logIn('anna', { tenant });
    await cli.run(['ticket', 'revoke', other.ticketId, '--tenant', tenant]);
    assert.equal((await refusalOf(other.accessToken))[0], 'session-ended');
    await cli.run(['tenant', 'resume', tenant]);
    assert.equal((await inspect(accessToken))['ticketId'], ticketId);
    assert.equal((await inspect(accessToken))['valid'], true);
  });

  test('refuses a token of a tenant that was removed, even if it was added again', async () => {
    const { accessToken } = await cli.logIn('anna', { tenant: 'Doomed' });
    await cli.run(['tenant', 'suspend', 'Doomed']);
    await cli.run(['tenant', 'remove', 'Doomed', '--yes']);
    const reason = 'its tenant, Doomed, is not, or no longer, of this installation';
    assert.deepEqual(await refusalOf(accessToken), ['other-tenant', reason]);
    const { tenant: named, user } = await inspect(accessToken);
    assert.deepEqual([named, user], ['Doomed', null]);
    await cli.run(['tenant', 'add', 'DOOMED']);
    await cli.addUser('stranger', '--tenant', 'DOOMED');
    assert.deepEqual(await refusalOf(accessToken), ['other-tenant', reason]);
    assert.equal((await inspect(accessToken))['user'], null, 'ids there are of other users');
  });

  test('says when the application was disabled or removed', async () => {
    const add = async (name: string, ...rights: readonly string[]) => {
      await cli.issueToken(['app', 'add', name, ...rights]);
      return (await cli.logIn('anna', { tenant, application: name })).accessToken;
    };
    const disabled = await add('Off');
    await cli.run(['app', 'disable', 'Off']);
    assert.deepEqual(await refusalOf(disabled), [
      'application-ended',
      'it was issued on behalf of Off, which is disabled',
    ]);
    const revoked = await add('Gone', '--tenants', 'Cust1,Cust2');
    await cli.run(['app', 'revoke', 'Gone', '--tenants', 'Cust1']);
    assert.deepEqual(await refusalOf(revoked), [
      'application-ended',
      'it was issued on behalf of Gone, which Cust1 does not have any more',
    ]);
    const removed = await add('Away');
    await cli.run(['app', 'remove', 'Away', '--yes']);
    assert.deepEqual(await refusalOf(removed), [
      'application-ended',
      'the application on whose behalf it was issued was removed',
    ]);
    assert.equal((await inspect(removed))['application'], null);
  });
});

describe('ticket revoke', () => {
  test('finds the tenant in the text of a ticket', async () => {
    const { ticketText } = await cli.logIn('anna', { tenant: 'Cust2' });
    const { exitCode, stdout } = await cli.run(['ticket', 'revoke', '-'], { stdin: ticketText });
    assert.deepEqual([exitCode, stdout], [0, 'ticketsEnded  1\n']);
    assert.ok(!(await cli.ticketOpens(ticketText)));
  });

  test('accepts --tenant too, and prefers it', async () => {
    const { ticketText, ticketId } = await cli.logIn('anna', { tenant: 'Cust2' });
    const elsewhere = await cli.run(['ticket', 'revoke', ticketText, '--tenant', 'Cust1']);
    assert.equal(elsewhere.exitCode, exitCodes.notFound);
    assert.match(elsewhere.stderr, /"ticketoffice ticket list --tenant Cust1"/);
    const byId = await cli.run(['ticket', 'revoke', ticketId, '--tenant', 'Cust1']);
    assert.equal(byId.exitCode, exitCodes.notFound);
    assert.ok(await cli.ticketOpens(ticketText));
    assert.equal(
      (await cli.run(['ticket', 'revoke', ticketText, '--tenant', 'cust2'])).exitCode,
      0,
    );
  });

  test('needs --tenant with an id', async () => {
    const { ticketId } = await cli.logIn('anna', { tenant });
    const { exitCode, stderr } = await cli.run(['ticket', 'revoke', ticketId]);
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /Say which with --tenant/);
    const ended = await cli.json(['ticket', 'revoke', ticketId, '--tenant', tenant]);
    assert.deepEqual(ended, { ticketsEnded: 1 });
  });

  test('ends nothing for text that only names a tenant and an id', async () => {
    const { ticketText } = await cli.logIn('anna', { tenant });
    const id = parseTicket(ticketText)?.id ?? '';
    const ticketOf = (content: string) =>
      `7T:${Buffer.from(content, 'utf16le').toString('base64')}`;
    const texts = [
      ticketOf(`${id};123;Cust1`),
      ticketOf(`${id};123;Ghost`),
      ticketOf(`${id};123`),
      createTicket('Cust2', Date.now()).text,
      createTicket('', Date.now()).text,
      '7T:nonsense',
    ];
    cli.keepSecret(...texts);
    for (const text of texts) {
      const { exitCode, stdout, stderr } = await cli.run(['ticket', 'revoke', text]);
      assert.deepEqual([exitCode, stdout], [exitCodes.notFound, '']);
      assert.match(stderr, /^error: There is no such ticket\. .* --tenant \w+"/);
    }
    assert.ok(await cli.ticketOpens(ticketText));
  });
});
