/** `token inspect` and `token revoke` of JWTs, on real installations. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { type CommandLine, createCommandLine, HOUR_MS } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

const TENANT = 'Cust1';
const AUDIENCE = 'https://api.example.com/ships';

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online', tenants: [TENANT, 'Cust2'] });
  await cli.addUser('anna', '--tenant', TENANT);
  await cli.issueToken(['app', 'add', 'Gateway', '--client-id', 'gateway']);
});
after(() => cli.close());

/** Logs in and gets a JWT for the ticket or, with `origin`, for the access token. */
async function issueJwt({
  origin = false,
  application: name = 'Gateway',
  /** The application on whose behalf the access token is issued. */
  behalf = 'Gateway',
  now = systemClock.now,
} = {}) {
  const clock = { now };
  const login = await cli.logIn('anna', { clock, tenant: TENANT, application: behalf });
  const jwt = await cli.atTenant(
    async (services, { stores }) => {
      const session = await services.sessions.open(login.ticketText);
      const application = await stores.applications.findByName(name);
      const verdict = await services.accessTokens.verify(login.accessToken);
      assert.ok(session && application && verdict.valid);
      const { text } = await services.jwtAccessTokens.issue(session, {
        issuer: `https://crm.example.com/${TENANT}`,
        audience: [AUDIENCE],
        application,
        algorithm: 'ES256',
        origin: origin ? verdict : null,
        identity: {},
      });
      return text;
    },
    { clock, tenant: TENANT },
  );
  cli.keepSecret(jwt);
  return { ...login, jwt };
}

const inspect = async (token: string) =>
  (await cli.json(['token', 'inspect', '-'], { stdin: token })) as Row;
const revoke = (token: string) => cli.run(['token', 'revoke', '-'], { stdin: token });

async function refusalOf(token: string): Promise<Row> {
  const plain = await cli.run(['token', 'inspect', '-'], { stdin: token });
  assert.equal(plain.exitCode, exitCodes.refused, plain.stderr);
  assert.match(plain.stdout, /^valid +false$/m);
  assert.match(plain.stderr, /^error: The token is not valid: /);
  return inspect(token);
}

describe('token inspect', () => {
  test('shows the content of a JWT', async () => {
    const { jwt, ticketId } = await issueJwt();
    const plain = await cli.run(['token', 'inspect', '-'], { stdin: `${jwt}\n` });
    assert.deepEqual([plain.exitCode, plain.stderr], [0, '']);
    assert.match(plain.stdout, /^user +anna$/m);
    assert.match(plain.stdout, /^accessTokenId +-$/m);
    const { tokenId, validFrom, validTo, ...rest } = await inspect(jwt);
    assert.match(String(tokenId), /^[0-9a-f-]{36}$/);
    assert.equal(Date.parse(String(validTo)) - Date.parse(String(validFrom)), HOUR_MS);
    assert.deepEqual(rest, {
      valid: true,
      refusal: null,
      reason: null,
      tenant: TENANT,
      user: 'anna',
      application: 'Gateway',
      clientId: 'gateway',
      ticketId,
      accessTokenId: null,
      issuer: `https://crm.example.com/${TENANT}`,
      audience: [AUDIENCE],
    });
  });

  test('shows the access token that it was obtained with, and that it ends with it', async () => {
    const { jwt, accessToken } = await issueJwt({ origin: true });
    const { valid, accessTokenId } = await inspect(jwt);
    assert.deepEqual([valid, accessTokenId], [true, (await inspect(accessToken))['tokenId']]);
    assert.equal((await revoke(accessToken)).exitCode, 0);
    const { refusal, reason } = await refusalOf(jwt);
    assert.equal(refusal, 'revoked');
    assert.equal(reason, 'it, or the access token that it was got for, was revoked');
  });

  test('refuses a JWT that was changed, or that another key has signed', async () => {
    const { jwt } = await issueJwt();
    const [head = '', body = '', signature = ''] = jwt.split('.');
    const claims = Buffer.from(body, 'base64url').toString().replace(TENANT, 'Cust2');
    const changed = [head, Buffer.from(claims).toString('base64url'), signature].join('.');
    const forged = await refusalOf(changed);
    assert.deepEqual(Object.keys(forged), ['valid', 'refusal', 'reason']);
    assert.equal(forged['refusal'], 'forged');
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    for (const text of [`${none}.${body}.`, 'eyJ', `eyJ${'A'.repeat(9000)}`]) {
      assert.equal((await refusalOf(text))['refusal'], 'malformed');
    }
    const elsewhere = await createCommandLine();
    await elsewhere.addUser('anna');
    const { exitCode, stdout } = await elsewhere.run(['token', 'inspect', jwt]);
    assert.equal(exitCode, exitCodes.refused);
    assert.match(stdout, /it was made with a key that is not, or no longer, of this installation/);
    await elsewhere.close();
  });

  test('refuses a JWT that has expired, or is not valid yet', async () => {
    const hoursAgo = (hours: number) => () => systemClock.now() - hours * HOUR_MS;
    const past = await refusalOf((await issueJwt({ now: hoursAgo(2) })).jwt);
    assert.deepEqual([past['refusal'], past['user']], ['expired', 'anna']);
    const future = await refusalOf((await issueJwt({ now: hoursAgo(-2) })).jwt);
    assert.equal(future['refusal'], 'not-yet-valid');
  });

  test('refuses a JWT whose session, application or tenant has ended', async () => {
    const { jwt, ticketId } = await issueJwt();
    await cli.run(['ticket', 'revoke', ticketId, '--tenant', TENANT]);
    assert.equal((await refusalOf(jwt))['refusal'], 'session-ended');

    await cli.issueToken(['app', 'add', 'Leaving']);
    const other = await issueJwt({ application: 'Leaving' });
    await cli.run(['app', 'disable', 'Leaving']);
    assert.equal(
      (await refusalOf(other.jwt))['reason'],
      'it was issued on behalf of Leaving, which is disabled',
    );

    const third = await issueJwt();
    await cli.run(['tenant', 'suspend', TENANT]);
    assert.equal((await refusalOf(third.jwt))['refusal'], 'tenant-suspended');
    await cli.run(['tenant', 'resume', TENANT]);
    assert.equal((await inspect(third.jwt))['valid'], true);
  });
});

test('refuses a JWT when the application of its access token has ended', async () => {
  await cli.issueToken(['app', 'add', 'Front']);
  const { jwt } = await issueJwt({ origin: true, behalf: 'Front' });
  assert.equal((await inspect(jwt))['valid'], true);
  await cli.run(['app', 'disable', 'Front']);
  const { refusal, reason } = await refusalOf(jwt);
  assert.equal(refusal, 'application-ended');
  assert.match(
    String(reason),
    /^Gateway, or the application whose access token it was got for, may/,
  );
});

describe('token revoke', () => {
  test('ends only the JWT, and says who does not notice', async () => {
    const { jwt, accessToken, ticketText } = await issueJwt({ origin: true });
    const { tokenId, validTo } = await inspect(jwt);
    const first = await revoke(jwt);
    assert.equal(first.exitCode, 0);
    assert.equal(
      first.stdout,
      `tokenId       ${tokenId}\ntenant        ${TENANT}\nuser          anna\nticketsEnded  0\n`,
    );
    assert.match(first.stderr, new RegExp(`without asking here accepts it until ${validTo}`));
    const { refusal } = await refusalOf(jwt);
    assert.equal(refusal, 'revoked');
    assert.equal((await inspect(accessToken))['valid'], true);
    assert.ok(await cli.ticketOpens(ticketText));
    const again = await revoke(jwt);
    assert.deepEqual([again.exitCode, again.stdout], [0, first.stdout]);
    assert.match(again.stderr, /was revoked already\. Nothing was changed/);
  });

  test('changes nothing for an expired JWT', async () => {
    const { jwt } = await issueJwt({ now: () => systemClock.now() - 2 * HOUR_MS });
    const { exitCode, stderr } = await revoke(jwt);
    assert.equal(exitCode, 0);
    assert.match(stderr, /had expired already\. Nothing was changed/);
  });

  test('refuses a JWT that was not signed here', async () => {
    const { jwt } = await issueJwt();
    const { exitCode, stdout, stderr } = await revoke(`${jwt.slice(0, -6)}AAAAAA`);
    assert.deepEqual([exitCode, stdout], [exitCodes.refused, '']);
    assert.match(stderr, /nothing to revoke: it was changed or forged/);
  });
});
