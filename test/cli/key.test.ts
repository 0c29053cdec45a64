/** `key`, on real installations. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type CommandLine, createCommandLine, HOUR_MS } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  await cli.addUser('anna');
});
after(() => cli.close());

const list = async (kind: string) =>
  (await cli.json(['key', 'list', '--kind', kind])) as readonly Row[];
const states = async (kind: string) => (await list(kind)).map(({ state }) => state);
const rotate = (...options: readonly string[]) => cli.json(['key', 'rotate', ...options]);

describe('token keys', () => {
  test('are rotated, and earlier tokens stay valid', async () => {
    const { accessToken } = await cli.logIn('anna');
    const made = (await rotate('--kind', 'token')) as Row;
    assert.equal(made['id'], '2');
    assert.equal(made['state'], 'current');
    const [first, second] = await list('token');
    assert.deepEqual([first?.['state'], second?.['until']], ['superseded', null]);
    const untilMs = Date.parse(String(first?.['until']));
    assert.equal(untilMs - Date.parse(String(second?.['created'])), 25 * HOUR_MS);
    assert.ok(await cli.tryTrade(accessToken));
  });

  test('are retired with all that they sealed; the current one needs a rotation', async () => {
    const { accessToken } = await cli.logIn('anna');
    const alone = await cli.run(['key', 'retire', '2']);
    assert.equal(alone.exitCode, 4);
    assert.match(alone.stderr, /the current key\. Give --rotate/);
    assert.ok(await cli.tryTrade(accessToken));
    const retired = (await cli.json(['key', 'retire', '2', '--rotate', '--yes'])) as Row;
    assert.deepEqual([retired['id'], retired['state']], ['2', 'retired']);
    assert.deepEqual(await states('token'), ['superseded', 'retired', 'current']);
    assert.equal(await cli.tryTrade(accessToken), null);
    for (const id of ['2', '99', 'nonsense']) {
      assert.equal((await cli.run(['key', 'retire', id])).exitCode, 3, id);
    }
  });

  test('have no choice of algorithm', async () => {
    const { exitCode, stderr } = await cli.run(['key', 'rotate', '--kind', 'token', '--at-once']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /Leave out --algorithm and --at-once/);
    assert.equal((await cli.run(['key', 'rotate'])).exitCode, 2);
  });
});

describe('signing keys', () => {
  test('are made, published before they sign, and retired', async () => {
    assert.match((await cli.run(['key', 'list', '--kind', 'signing'])).stderr, /no signing keys/);
    const without = await cli.run(['key', 'rotate', '--kind', 'signing']);
    assert.equal(without.exitCode, 2);
    assert.match(without.stderr, /Give --algorithm/);
    const first = (await rotate('--kind', 'signing', '--algorithm', 'EdDSA', '--at-once')) as Row;
    assert.equal(first['state'], 'current');
    const next = (await rotate('--kind', 'signing')) as Row;
    assert.deepEqual([next['state'], next['algorithm']], ['coming', 'EdDSA']);
    const waits = Date.parse(String(next['from'])) - Date.parse(String(next['created']));
    assert.equal(waits, HOUR_MS / 6);
    const id = String(first['id']);
    const retire = ['key', 'retire', '--data', cli.data];
    assert.equal((await cli.runElsewhere([...retire, '--', id])).exitCode, 4);
    const retired = await cli.runElsewhere([...retire, '--rotate', '--yes', '--', id]);
    assert.equal(retired.exitCode, 0, retired.stderr);
    const told = new Map((await list('signing')).map((row) => [row['id'], row['state']]));
    assert.equal(told.get(id), 'retired');
    assert.equal(told.get(next['id']), 'coming');
    assert.deepEqual([...told.values()].sort(), ['coming', 'current', 'retired']);
  });
});

describe('federation keys', () => {
  test('are announced for 30 days, and are not those of JWTs', async () => {
    const online = await createCommandLine({ mode: 'online' });
    const federation = async () =>
      (await online.json(['key', 'list', '--kind', 'federation'])) as readonly Row[];
    const pem = (await online.run(['key', 'certificate'])).stdout;
    const { raw, fingerprint } = new X509Certificate(pem);
    const [first] = await federation();
    assert.equal(first?.['id'], fingerprint.replaceAll(':', ''));
    const file = join(online.data, 'login.cer');
    const written = await online.run(['key', 'certificate', '--der', file]);
    assert.equal(written.exitCode, 0, written.stderr);
    assert.equal((await readFile(file)).compare(raw), 0);
    const again = await online.run(['key', 'certificate', '--der', file]);
    assert.equal(again.exitCode, 4);
    assert.match(again.stderr, /exists already/);
    const next = Object(await online.json(['key', 'rotate', '--kind', 'federation']));
    assert.deepEqual([next.kind, next.algorithm, next.state], ['federation', 'RS256', 'coming']);
    assert.equal(Date.parse(next.from) - Date.parse(next.created), 30 * 24 * HOUR_MS);
    const newest = await online.run(['key', 'rotate', '--kind', 'signing']);
    assert.match(newest.stderr, /Give --algorithm/);
    const other = ['key', 'rotate', '--kind', 'federation', '--algorithm', 'ES256'];
    assert.equal((await online.run(other)).exitCode, 2);
    assert.equal((await online.run(['key', 'list', '--kind', 'signing'])).stdout.trim(), '');
    await online.close();
  });

  test('are made by init, Online only', async () => {
    const kinds = async (mode: string) => {
      const data = join(cli.data, mode);
      const made = await cli.runElsewhere(['init', '--data', data, '--mode', mode]);
      assert.equal(made.exitCode, 0, made.stderr);
      const list = ['key', 'list', '--kind', 'federation', '--json', '--data', data];
      return JSON.parse((await cli.runElsewhere(list)).stdout).length;
    };
    assert.equal(await kinds('online'), 1);
    assert.equal(await kinds('onsite'), 0);
    const { exitCode, stderr } = await cli.run(['key', 'certificate']);
    assert.equal(exitCode, 4);
    assert.match(stderr, /Only Online/);
  });
});

test('the audit trail records what is done to keys', async () => {
  const { stdout } = await cli.run(['audit', 'tail']);
  for (const action of ['key-added', 'key-retired']) assert.match(stdout, new RegExp(action));
});
