/** `cs-session`, on real installations. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine, HOUR_MS } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  await cli.addUser('anna', '--cs-user', '17');
  await cli.addUser('bjarne', '--cs-user', '18');
});
after(() => cli.close());

function agoMs(ms: number) {
  const now = Date.now() - ms;
  return { now: () => now };
}

/** Logs in with a CS session. Returns its login id. */
async function start(name: string, pastMs = 0): Promise<number> {
  const options = { includeCsSession: true, clock: agoMs(pastMs) };
  const { accessToken } = await cli.logIn(name, options);
  const claims = await cli.atTenants(async ({ accessTokenCodec }) =>
    accessTokenCodec.open(accessToken),
  );
  assert.ok(typeof claims === 'object' && claims.csSession);
  return claims.csSession.loginId;
}

const list = async (...options: readonly string[]) =>
  (await cli.json(['cs-session', 'list', ...options])) as readonly Row[];
const ids = async (...options: readonly string[]) =>
  (await list(...options)).map((row) => row['loginId']);

describe('cs-session list', () => {
  test('says when there are none', async () => {
    const { exitCode, stdout, stderr } = await cli.run(['cs-session', 'list']);
    assert.deepEqual([exitCode, stdout], [0, '']);
    assert.match(stderr, /no live CS sessions/);
    assert.deepEqual(await list(), []);
  });

  test('lists live CS sessions', async () => {
    const loginId = await start('anna');
    const [row] = await list();
    assert.equal(row?.['loginId'], loginId);
    assert.equal(row?.['user'], 'anna');
    assert.equal(row?.['csUserId'], 17);
    assert.equal(row?.['from'], '192.0.2.1');
    assert.equal(row?.['origin'], 'soap');
    assert.equal(row?.['started'], row?.['lastActive']);
    const { stdout } = await cli.run(['cs-session', 'list']);
    assert.match(
      stdout,
      /^loginId +user +csUserId +from +origin +started +lastActive +expires\n\d+ +anna +17 /,
    );
  });

  test('omits sessions that have ended', async () => {
    const ended = [await start('anna', 2 * HOUR_MS)];
    await cli.addUser('leaver', '--cs-user', '19');
    ended.push(await start('leaver'));
    assert.ok((await ids()).includes(ended[1]));
    await cli.run(['user', 'disable', 'leaver']);
    const live = await ids();
    for (const id of ended) assert.ok(!live.includes(id), `${id} of ${ended}`);
  });

  test('can be limited to a user and to a number', async () => {
    const mine = [await start('bjarne', 2000), await start('bjarne', 1000)].reverse();
    assert.deepEqual(await ids('--user', 'BJARNE'), mine);
    const one = await cli.run(['cs-session', 'list', '--user', 'bjarne', '--limit', '1']);
    assert.match(one.stdout, new RegExp(`\\n${mine[0]} +bjarne .*\\n$`));
    assert.match(one.stderr, /more than these 1/);
    const two = await cli.run(['cs-session', 'list', '--user', 'bjarne', '--limit', '2']);
    assert.equal(two.stderr, '');
    const ghost = await cli.run(['cs-session', 'list', '--user', 'ghost']);
    assert.equal(ghost.exitCode, exitCodes.notFound);
    const none = await cli.run(['cs-session', 'list', '--limit', '0']);
    assert.equal(none.exitCode, exitCodes.usage);
  });
});

describe('the idle time', () => {
  let loginId: number;
  before(async () => {
    await cli.addUser('idle', '--cs-user', '20');
    loginId = await start('idle', HOUR_MS / 2);
  });
  const args = ['cs-session', 'list', '--user', 'idle', '--json'];

  test('ends a session before its access token', async () => {
    const [row] = await list('--user', 'idle', '--cs-session-idle-seconds', '2400');
    assert.equal(row?.['loginId'], loginId);
    const timeOf = (name: string) => Date.parse(String(row?.[name]));
    assert.equal(timeOf('expires') - timeOf('lastActive'), 2400 * 1000);
    const [longer] = await list('--user', 'idle', '--cs-session-idle-seconds', '86400');
    const lifetimeMs = Date.parse(String(longer?.['expires'])) - timeOf('started');
    assert.equal(lifetimeMs, HOUR_MS, 'it ends with its access token');
  });

  test('is read from where the server reads it', async () => {
    assert.deepEqual(await ids('--user', 'idle'), [loginId]);
    assert.deepEqual(await ids('--user', 'idle', '--cs-session-idle-seconds', '600'), []);
    const environment = { TICKETOFFICE_CS_SESSION_IDLE_SECONDS: '600' };
    assert.equal((await cli.run(args, { environment })).stdout, '[]\n');
    const file = join(cli.data, 'settings.json');
    await writeFile(file, '{"csSessionIdleSeconds": 600}');
    assert.deepEqual(await ids('--user', 'idle'), []);
    await rm(file);
    const elsewhere = join(cli.data, 'elsewhere.json');
    await writeFile(elsewhere, '{"csSessionIdleSeconds": 600}');
    assert.deepEqual(await ids('--user', 'idle', '--settings', elsewhere), []);
  });

  test('is refused when the server would refuse it', async () => {
    const { exitCode, stderr } = await cli.run([...args, '--cs-session-idle-seconds', '1']);
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /--cs-session-idle-seconds: expected a whole number from 60/);
  });
});

describe('cs-session remove', () => {
  test('ends a CS session and keeps its access token', async () => {
    const { accessToken } = await cli.logIn('anna', { includeCsSession: true });
    const [loginId] = await ids('--user', 'anna');
    const removed = await cli.json(['cs-session', 'remove', String(loginId)]);
    assert.deepEqual(removed, { loginId, user: 'anna', csUserId: 17 });
    assert.ok(!(await ids()).includes(loginId));
    const inspected = (await cli.json(['token', 'inspect', accessToken])) as Row;
    assert.deepEqual([inspected['valid'], inspected['csActive']], [true, false]);
    const again = await cli.run(['cs-session', 'remove', String(loginId)]);
    assert.deepEqual([again.exitCode, again.stdout], [exitCodes.notFound, '']);
    assert.match(again.stderr, /no CS session \d+\. .*"ticketoffice cs-session list"/);
  });

  test('needs a login id, and does not repeat anything else', async () => {
    cli.keepSecret('7T:SecretTicket');
    for (const id of ['0', '7T:SecretTicket', '4294967296', '']) {
      const { exitCode, stderr } = await cli.run(['cs-session', 'remove', id]);
      assert.equal(exitCode, exitCodes.usage);
      assert.match(stderr, /whole number from 1 to 4294967295/);
    }
  });
});

test('Online, a tenant sees only its own CS sessions', async () => {
  const online = await createCommandLine({ mode: 'online', tenants: ['Cust1', 'Cust2'] });
  await online.addUser('anna', '--cs-user', '17', '--tenant', 'Cust1');
  await online.logIn('anna', { tenant: 'Cust1', includeCsSession: true });
  const at = async (tenant: string) =>
    (await online.json(['cs-session', 'list', '--tenant', tenant])) as readonly Row[];
  const [row] = await at('cust1');
  assert.deepEqual(await at('Cust2'), []);
  const remove = ['cs-session', 'remove', String(row?.['loginId']), '--tenant'];
  const elsewhere = await online.run([...remove, 'Cust2']);
  assert.equal(elsewhere.exitCode, exitCodes.notFound);
  assert.match(elsewhere.stderr, /"ticketoffice cs-session list --tenant Cust2"/);
  assert.equal((await online.run([...remove, 'Cust1'])).exitCode, 0);
  assert.deepEqual(await at('Cust1'), []);
  await online.close();
});
