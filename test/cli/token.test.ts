/** `token inspect`, on a real installation. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine, HOUR_MS } from '../support/command-line.ts';

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  await cli.addUser('anna', '--cs-user', '17');
});
after(() => cli.close());

type Inspected = Readonly<Record<string, unknown>>;

async function refusalOf(token: string): Promise<Inspected> {
  const plain = await cli.run(['token', 'inspect', '-'], { stdin: token });
  assert.equal(plain.exitCode, exitCodes.refused, plain.stderr);
  assert.match(plain.stdout, /^valid +false$/m);
  assert.match(plain.stderr, /^error: The token is not valid: /);
  const inspected = (await cli.json(['token', 'inspect', '-'], { stdin: token })) as Inspected;
  assert.equal(inspected['valid'], false);
  assert.ok(plain.stdout.includes(String(inspected['reason'])));
  return inspected;
}

/** The token with one byte of its content replaced. */
function changeByte(token: string, index: number, value: (before: number) => number): string {
  const bytes = Buffer.from(token.slice(3), 'base64');
  bytes.writeUInt8(value(bytes.readUInt8(index)), index);
  const changed = `8A:${bytes.toString('base64')}`;
  cli.keepSecret(changed);
  return changed;
}

describe('a valid token', () => {
  test('is shown with its content', async () => {
    const { accessToken, ticketId } = await cli.logIn('anna');
    const plain = await cli.run(['token', 'inspect', accessToken]);
    assert.equal(plain.exitCode, 0, plain.stderr);
    assert.match(plain.stdout, /^valid +true$/m);
    assert.match(plain.stdout, /^user +anna$/m);
    assert.match(plain.stdout, /^csLoginId +-$/m);
    const inspected = (await cli.json(['token', 'inspect', accessToken])) as Inspected;
    assert.equal(inspected['valid'], true);
    assert.equal(inspected['refusal'], null);
    assert.equal(inspected['reason'], null);
    assert.equal(inspected['ticketId'], ticketId);
    assert.match(String(inspected['tokenId']), /^[0-9a-f]{32}$/);
    const [from, to] = [inspected['validFrom'], inspected['validTo']].map(String).map(Date.parse);
    assert.equal(Number(to) - Number(from), HOUR_MS);
  });

  test('can be given on standard input', async () => {
    const { accessToken } = await cli.logIn('anna');
    const result = await cli.run(['token', 'inspect', '-'], { stdin: `  ${accessToken}\n` });
    assert.equal(result.exitCode, 0, result.stderr);
  });

  test("is shown with its CS session, but not with the session's key", async () => {
    const { accessToken } = await cli.logIn('anna', { includeCsSession: true });
    const inspected = (await cli.json(['token', 'inspect', accessToken])) as Inspected;
    assert.equal(inspected['csUserId'], 17);
    assert.equal(inspected['csLoginId'], 1);
    assert.equal(inspected['csActive'], true);
    assert.equal(inspected['application'], null);
    assert.ok(!('tenant' in inspected), 'on-site there are none');
  });

  test('stays valid when its CS session was idle for too long', async () => {
    const past = { now: () => Date.now() - HOUR_MS / 2 };
    const { accessToken } = await cli.logIn('anna', { clock: past, includeCsSession: true });
    const args = ['token', 'inspect', accessToken, '--cs-session-idle-seconds'];
    assert.match((await cli.run([...args, '2400'])).stdout, /^csActive +true$/m);
    const idle = await cli.run([...args, '600']);
    assert.equal(idle.exitCode, 0);
    assert.match(idle.stdout, /^csActive +false$/m);
  });

  test('is shown with the application on whose behalf it was issued', async () => {
    await cli.issueToken(['app', 'add', 'Noted']);
    const { accessToken } = await cli.logIn('anna', { application: 'Noted' });
    assert.match(
      (await cli.run(['token', 'inspect', accessToken])).stdout,
      /^application +Noted$/m,
    );
    await cli.run(['app', 'disable', 'Noted']);
    const inspected = await refusalOf(accessToken);
    assert.equal(inspected['refusal'], 'application-ended');
    assert.equal(inspected['reason'], 'it was issued on behalf of Noted, which is disabled');
  });
});

describe('a token that is not valid', () => {
  test('is garbage', async () => {
    for (const garbage of ['garbage', '8A:', '8A:AAAA', '7T:AAAA', `8A:${'A'.repeat(3000)}`]) {
      const inspected = await refusalOf(garbage);
      assert.deepEqual(Object.keys(inspected), ['valid', 'refusal', 'reason']);
      assert.equal(inspected['refusal'], 'malformed');
    }
  });

  test('is forged, has another version, or was sealed with another key', async () => {
    const { accessToken } = await cli.logIn('anna');
    const forged = await refusalOf(changeByte(accessToken, 20, (byte) => byte ^ 1));
    assert.equal(forged['refusal'], 'forged');
    assert.equal(forged['user'], undefined, 'what a forged token says is worth nothing');
    const version = await refusalOf(changeByte(accessToken, 0, () => 9));
    assert.equal(version['refusal'], 'unknown-version');
    const key = await refusalOf(changeByte(accessToken, 4, () => 9));
    assert.equal(key['refusal'], 'unknown-key');
  });

  test('has expired', async () => {
    const past = { now: () => 1_700_000_000_000 };
    const { accessToken } = await cli.logIn('anna', { clock: past, includeCsSession: true });
    const inspected = await refusalOf(accessToken);
    assert.equal(inspected['refusal'], 'expired');
    assert.equal(inspected['reason'], 'it expired at 2023-11-14T23:13:20.000Z');
    assert.equal(inspected['user'], 'anna');
    assert.equal(inspected['csUserId'], 17);
  });

  test('is not valid yet', async () => {
    const future = { now: () => Date.UTC(2200, 0, 1) };
    const { accessToken } = await cli.logIn('anna', { clock: future });
    const inspected = await refusalOf(accessToken);
    assert.equal(inspected['refusal'], 'not-yet-valid');
    assert.equal(inspected['reason'], 'it is not valid before 2200-01-01T00:00:00.000Z');
  });

  test('belongs to a revoked ticket', async () => {
    const { accessToken, ticketId } = await cli.logIn('anna');
    await cli.run(['ticket', 'revoke', ticketId]);
    const inspected = await refusalOf(accessToken);
    assert.equal(inspected['refusal'], 'session-ended');
    assert.equal(inspected['ticketId'], ticketId);
  });

  test('belongs to a user who was disabled, or got a new password', async () => {
    await cli.addUser('leaver');
    const atFirst = await cli.logIn('leaver');
    await cli.run(['user', 'disable', 'leaver']);
    assert.equal((await refusalOf(atFirst.accessToken))['refusal'], 'session-ended');
    await cli.run(['user', 'enable', 'leaver']);
    assert.equal((await refusalOf(atFirst.accessToken))['refusal'], 'session-ended');

    const later = await cli.logIn('leaver');
    const command = ['user', 'set-password', 'leaver', '--password-stdin'];
    await cli.run(command, { stdin: 'another password' });
    assert.equal((await refusalOf(later.accessToken))['refusal'], 'session-ended');
  });

  test('is missing', async () => {
    const { exitCode, stderr } = await cli.run(['token', 'inspect', '-']);
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /Standard input is empty/);
    assert.match((await cli.run(['token', 'inspect', ''])).stderr, /The argument is empty/);
  });
});
