/**
 * What a server answers while its SQLite file accepts no writes, and that it recovers by itself.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { systemClock } from '../../src/domain/clock.ts';
import { addTenant, onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import { createLog } from '../../src/observe/log.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { registryOptionsOf, settingsSchema } from '../../src/settings.ts';
import { firstSecrets } from '../../src/storage/data-directory.ts';
import type { Tables } from '../../src/storage/schema.ts';
import { openSqlite } from '../../src/storage/sqlite/open.ts';
import { createStores } from '../../src/storage/stores.ts';
import { TenantRegistry } from '../../src/tenant-services.ts';
import { memoryMasterKeys } from '../support/memory-master-keys.ts';
import { postForm } from '../support/oauth-calls.ts';
import { callRest } from '../support/rest-calls.ts';
import { callService, operations } from '../support/service-calls.ts';
import { addUser } from '../support/test-installation.ts';

const PASSWORD = 'correct horse battery staple';
/** The same message as for a PostgreSQL that is away. */
const AWAY = 'The database cannot be reached at the moment. Try again in a few seconds.';

let folder: string;
let db: Kysely<Tables>;
let registry: TenantRegistry;
let server: RunningServer;
let base: string;
const lines: Record<string, unknown>[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const opened = await openSqlite(join(folder, 'ticketoffice.db'));
  db = opened.db;
  const stores = createStores(opened);
  const masterKeys = memoryMasterKeys();
  const now = systemClock.now();
  const installation = {
    id: randomUUID(),
    mode: 'onsite',
    purpose: 'production',
    createdAtMs: now,
  } as const;
  const secrets = await firstSecrets(masterKeys, now);
  await stores.installation.create({ installation, ...secrets });
  await stores.transaction((inside) => addTenant(inside, onsiteTenant('Fjord AS'), now));
  const settings = settingsSchema.parse({ port: 0 });
  const { lifetimes } = registryOptionsOf(settings);
  registry = await TenantRegistry.open({
    installation,
    stores,
    masterKeys,
    clock: systemClock,
    lifetimes,
  });
  const tenant = await stores.tenants.find('');
  assert.ok(tenant);
  await addUser(registry.of(tenant), 'anna', PASSWORD);
  const log = createLog('error', { write: (line) => void lines.push(JSON.parse(line)) });
  server = await startServer(registry, settings, null, log);
  base = `http://127.0.0.1:${server.address.port}`;
});
after(async () => {
  await server.close();
  await registry.stores.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => takeWrites(false));

const takeWrites = (isOn: boolean) =>
  sql`pragma query_only = ${sql.lit(isOn ? 'off' : 'on')}`.execute(db);

const logIn = (version: '1.1' | '1.2' = '1.1') =>
  callService(base, {
    service: 'SoPrincipal',
    body: operations.byPassword('anna', PASSWORD),
    version,
  });

const isReady = async () => (await fetch(`${base}/health/ready`)).status;

describe('A database that accepts no writes', () => {
  it('is a SOAP fault with 503 and Retry-After, whose message says to try again', async () => {
    for (const version of ['1.1', '1.2'] as const) {
      const answer = await logIn(version);
      assert.equal(answer.status, 503);
      assert.equal(answer.headers.get('retry-after'), '1');
      assert.equal(answer.body.name, 'Fault');
      assert.ok(answer.text.includes(AWAY), answer.text);
      assert.match(answer.text, /SuperOffice\.Exceptions\.SoServerException/);
      assert.ok(!answer.text.includes(folder));
    }
  });

  it('is 503 and Retry-After in REST and OAuth', async () => {
    const rest = await callRest(base, '/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword', {
      json: { UserName: 'anna', Password: PASSWORD },
    });
    assert.deepEqual([rest.status, rest.headers.get('retry-after')], [503, '1']);
    const told = Object(rest.json);
    assert.deepEqual([told.ErrorType, told.Message], ['SoServerException', AWAY]);
    const parameters = { grant_type: 'client_credentials' };
    const oauth = await postForm(`${base}/oauth2/token`, { clientId: 'x', token: 'y' }, parameters);
    assert.deepEqual([oauth.status, oauth.headers.get('retry-after')], [503, '1']);
    assert.equal(oauth.body['error'], 'temporarily_unavailable');
  });

  it('is logged in one line that names the file and the next step', async () => {
    for (let count = 0; count < 3; count += 1) assert.equal((await logIn()).status, 503);
    // The first failure is logged at once. Later ones are logged once in 10 seconds.
    assert.ok(lines.length === 1 || lines.length === 2, `${lines.length} lines`);
    assert.match(`${lines[0]?.['reason']}`, /may not read and write .*ticketoffice\.db\. Run/);
    assert.doesNotMatch(JSON.stringify(lines), /\n +at /);
  });

  it('makes readiness fail at once, until writes work again', async () => {
    await takeWrites(true);
    assert.equal(await isReady(), 200);
    await takeWrites(false);
    assert.equal((await logIn()).status, 503);
    assert.equal(await isReady(), 503);
    await takeWrites(true);
    assert.match((await logIn()).text, /AuthenticationSucceeded>true/);
    const deadline = performance.now() + 2_000;
    while ((await isReady()) !== 200) assert.ok(performance.now() < deadline);
  });
});
