/** `app key`, on a real installation. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  await cli.issueToken(['app', 'add', 'Reports', '--client-id', 'reports']);
});
after(() => cli.close());

const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwkOf = (key: KeyObject, more: object = {}) =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });
const add = (stdin: string, name = 'Reports') =>
  cli.run(['app', 'key', 'add', name, '--file', '-'], { stdin });
const list = async (name = 'Reports') =>
  (await cli.json(['app', 'key', 'list', name])) as readonly Row[];
const kidsOf = async (name = 'Reports') => (await list(name)).map(({ kid }) => kid);

test('app key list says how to add a key when there is none', async () => {
  const { exitCode, stdout, stderr } = await cli.run(['app', 'key', 'list', 'reports']);
  assert.deepEqual([exitCode, stdout], [0, '']);
  assert.match(stderr, /Reports has no keys\. Add one with "ticketoffice app key add NAME"/);
});

test('a key can be JSON Web Key or PEM, in a file or on standard input', async () => {
  const file = join(cli.data, 'key.json');
  writeFileSync(file, jwkOf(ec().publicKey, { kid: '2031-05' }));
  const added = await cli.json(['app', 'key', 'add', 'reports', '--file', file]);
  assert.deepEqual(added, {
    clientId: 'reports',
    name: 'Reports',
    kid: '2031-05',
    type: 'EC P-256',
  });
  const ed = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  for (const pem of [ed, rsa.export({ format: 'pem', type: 'spki' })]) {
    const { exitCode, stderr } = await add(`\n${pem}`);
    assert.deepEqual([exitCode, stderr], [0, '']);
  }
  const rows = await list();
  assert.deepEqual(rows.map(({ type }) => type).sort(), ['EC P-256', 'OKP Ed25519', 'RSA 2048']);
  for (const { kid } of rows) assert.match(String(kid), /^(?:2031-05|[\w-]{43})$/);

  const shown = await cli.run(['app', 'show', 'Reports']);
  assert.match(shown.stdout, /^keys +.*2031-05 \(EC P-256\)/m);
  assert.deepEqual(((await cli.json(['app', 'show', 'Reports'])) as Row)['keys'], rows);

  const removed = await cli.run(['app', 'key', 'remove', 'Reports', '2031-05']);
  assert.deepEqual([removed.exitCode, removed.stderr], [0, '']);
  assert.match(removed.stdout, /^kid +2031-05$/m);
  assert.ok(!(await kidsOf()).includes('2031-05'));
  const again = await cli.run(['app', 'key', 'remove', 'Reports', '2031-05']);
  assert.deepEqual([again.exitCode, again.stdout], [exitCodes.notFound, '']);
  assert.match(again.stderr, /Reports has no such key\. See which there are/);
});

test('a key that exists already, or has the same kid, is reported', async () => {
  await cli.issueToken(['app', 'add', 'Twice']);
  const key = jwkOf(ec().publicKey, { kid: 'k' });
  await add(key, 'Twice');
  const again = await add(key, 'Twice');
  assert.deepEqual([again.exitCode, again.stderr.includes('had this key already')], [0, true]);
  const other = await add(jwkOf(ec().publicKey, { kid: 'k' }), 'Twice');
  assert.deepEqual([other.exitCode, other.stdout], [exitCodes.conflict, '']);
  assert.match(other.stderr, /Twice has another key with this kid already/);
  assert.deepEqual(await kidsOf('Twice'), ['k']);
});

test('an application has at most five keys', async () => {
  await cli.issueToken(['app', 'add', 'Many']);
  for (let kid = 1; kid <= 5; kid += 1) {
    assert.equal((await add(jwkOf(ec().publicKey, { kid: `${kid}` }), 'Many')).exitCode, 0);
  }
  const { exitCode, stderr } = await add(jwkOf(ec().publicKey), 'Many');
  assert.equal(exitCode, exitCodes.conflict);
  assert.match(stderr, /5 keys already.*app key remove NAME KID/);
  assert.deepEqual(await kidsOf('Many'), ['1', '2', '3', '4', '5']);
});

test('keys stay when rights change', async () => {
  await cli.issueToken(['app', 'add', 'Granted']);
  await add(jwkOf(ec().publicKey, { kid: 'k' }), 'Granted');
  await cli.json(['app', 'grant', 'Granted', '--agents', 'User']);
  assert.deepEqual(await kidsOf('Granted'), ['k']);
});

describe('an invalid key is refused, and the error does not repeat it', () => {
  const { privateKey, publicKey } = ec();
  const privatePem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const { d = '' } = privateKey.export({ format: 'jwk' });
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
  const cases: readonly [what: string, content: string, said: RegExp][] = [
    ['a private JSON Web Key', jwkOf(privateKey), /not a private one/],
    ['a private key in PEM', privatePem, /not a private one/],
    ['a secret', JSON.stringify({ kty: 'oct', k: 'c2VjcmV0' }), /expected a public key: EC/],
    ['a weak key', jwkOf(weak), /RSA of 2048 to 8192 bits/],
    ['another curve', jwkOf(p384), /EC on P-256/],
    ['a kid with a space', jwkOf(publicKey, { kid: 'a b' }), /a kid of 1 to 100 visible ASCII/],
    ['text', 'no key', /a JSON Web Key \(RFC 7517\), PEM, or RSAKeyValue/],
    ['nothing', '', /a JSON Web Key/],
    ['too much', 'x'.repeat(70_000), /65536 characters at most/],
  ];
  for (const [what, content, said] of cases) {
    test(what, async () => {
      cli.keepSecret(d, privatePem);
      const before = await list();
      const { exitCode, stdout, stderr } = await add(content);
      assert.deepEqual([exitCode, stdout], [exitCodes.usage, '']);
      assert.match(stderr, /^error: Standard input holds no key to add: expected /);
      assert.match(stderr, said);
      assert.deepEqual(await list(), before);
    });
  }

  test('a missing file', async () => {
    const args = ['app', 'key', 'add', 'Reports', '--file', join(cli.data, 'none')];
    const { exitCode, stderr } = await cli.run(args);
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /none cannot be read \(ENOENT\)/);
  });

  test('an unknown application', async () => {
    assert.equal((await add(jwkOf(publicKey), 'Ghost')).exitCode, exitCodes.notFound);
  });
});
