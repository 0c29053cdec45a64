/** `consent`, `app set` and `app redirect-uri`, on a real installation. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online', tenants: ['Cust12345'] });
  await cli.issueToken(['app', 'add', 'Reports', '--client-id', 'reports']);
});
after(() => cli.close());

const at = ['--tenant', 'Cust12345'];
const show = async () =>
  (await cli.json(['consent', 'show', 'Reports', ...at])) as Readonly<Record<string, unknown>>;

test('redirect URIs are added in order, listed and removed', async () => {
  const uri = ['app', 'redirect-uri'];
  const none = await cli.run([...uri, 'list', 'Reports']);
  assert.match(none.stderr, /Reports has no redirect URIs\. Add one with/);
  const uris = ['https://b.example/cb', 'http://127.0.0.1/cb'];
  for (const each of uris) await cli.json([...uri, 'add', 'Reports', each]);
  const again = await cli.run([...uri, 'add', 'Reports', 'http://127.0.0.1/cb']);
  assert.match(again.stderr, /had it already\. Nothing was changed/);
  const rows = uris.map((redirectUri) => ({ redirectUri }));
  assert.deepEqual(await cli.json([...uri, 'list', 'Reports']), rows);
  const removed = await cli.json([...uri, 'remove', 'Reports', 'https://b.example/cb']);
  assert.deepEqual(removed, {
    clientId: 'reports',
    name: 'Reports',
    redirectUris: ['http://127.0.0.1/cb'],
  });
  const gone = await cli.run([...uri, 'remove', 'Reports', 'https://b.example/cb']);
  assert.equal(gone.exitCode, exitCodes.notFound);
});

test('a redirect URI that is not allowed is refused', async () => {
  for (const [uri, said] of [
    ['http://reports.example/', /needs https/],
    ['https://reports.example/#x', /fragment/],
    ['https://*.example/', /wildcard/],
  ] as const) {
    const { exitCode, stderr } = await cli.run(['app', 'redirect-uri', 'add', 'Reports', uri]);
    assert.notEqual(exitCode, 0);
    assert.match(stderr, said);
  }
});

test('a consent is granted, needs approval again, and is revoked', async () => {
  assert.deepEqual(await cli.json(['consent', 'list', ...at]), []);
  assert.equal((await show())['state'], 'missing');
  await cli.json(['consent', 'grant', 'Reports', ...at]);
  const granted = await show();
  assert.deepEqual([granted['state'], granted['systemToken']], ['given', null]);
  const set = await cli.json(['app', 'set', 'reports', '--native', '--server-to-server']);
  const { native, serverToServer } = set as Readonly<Record<string, unknown>>;
  assert.deepEqual([native, serverToServer], [true, true]);
  assert.equal((await show())['state'], 'needs-reapproval');
  await cli.json(['consent', 'grant', 'Reports', ...at]);
  assert.match(String((await show())['systemToken']), /^Reports-[A-Za-z0-9]{10}$/);
  const again = await cli.run(['consent', 'grant', 'Reports', ...at]);
  assert.match(again.stderr, /had consented already\. Nothing was changed/);
  const asked = await cli.run(['consent', 'revoke', 'Reports', ...at]);
  assert.equal(asked.exitCode, exitCodes.usage);
  await cli.json(['consent', 'revoke', 'Reports', ...at, '--yes']);
  const revoked = await show();
  assert.deepEqual([revoked['state'], revoked['systemToken']], ['revoked', null]);
  const none = await cli.run(['consent', 'revoke', 'Reports', ...at, '--yes']);
  assert.match(none.stderr, /no consent in force/);
  const [listed] = (await cli.json(['consent', 'list', ...at])) as readonly object[];
  assert.equal(Reflect.get(listed ?? {}, 'state'), 'revoked');
});

test('app set needs something to set', async () => {
  const { exitCode, stderr } = await cli.run(['app', 'set', 'Reports']);
  assert.equal(exitCode, exitCodes.usage);
  assert.match(stderr, /Give --native, --server-to-server/);
});
