/** What a server answers while its PostgreSQL is away, and that it recovers by itself. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { systemClock } from '../../src/domain/clock.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { sweepExpired } from '../../src/domain/sessions/sweeper.ts';
import { addTenant, onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { registryOptionsOf, settingsSchema } from '../../src/settings.ts';
import { firstSecrets } from '../../src/storage/data-directory.ts';
import { openPostgresStores } from '../../src/storage/postgres/open.ts';
import { TenantRegistry } from '../../src/tenant-services.ts';
import { memoryMasterKeys } from '../support/memory-master-keys.ts';
import { postForm } from '../support/oauth-calls.ts';
import { TestPostgres } from '../support/postgres.ts';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
import { callService, operations } from '../support/service-calls.ts';
import { addUser } from '../support/test-installation.ts';

const QUICK_MS = 2_000;
const SERVER = { connectionsMax: 4, patience: 'server' } as const;
const PASSWORD = 'correct horse battery staple';

let postgres: TestPostgres;
let url: string;
let registry: TenantRegistry;
let server: RunningServer;
let base: string;

before(async () => {
  postgres = await TestPostgres.start();
  url = await postgres.createDatabase();
  const stores = await openPostgresStores(url, SERVER);
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
  const settings = settingsSchema.parse({ port: 0, logLevel: 'silent' });
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
  server = await startServer(registry, settings, null, pino({ level: 'silent' }));
  base = `http://127.0.0.1:${server.address.port}`;
});
after(async () => {
  await server.close();
  await registry.stores.close();
  await postgres.close();
});

const logIn = (version: '1.1' | '1.2' = '1.1') =>
  callService(base, {
    service: 'SoPrincipal',
    body: operations.byPassword('anna', PASSWORD),
    version,
  });

async function quickly<T>(work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs < QUICK_MS, `it took ${tookMs} ms`);
  return result;
}

function isUnavailable(error: unknown): true {
  assert.ok(error instanceof DomainError, `${error}`);
  assert.equal(error.code, 'unavailable');
  return true;
}

describe('While PostgreSQL is away', () => {
  let ticket: string;
  before(async () => {
    const answer = await logIn();
    assert.match(answer.text, /AuthenticationSucceeded>true/);
    [, ticket = ''] = /<(?:\w+:)?Ticket[^>]*>(7T:[^<]+)</.exec(answer.text) ?? [];
    assert.notEqual(ticket, '');
    await postgres.stop();
  });

  it('SOAP answers a fault with 503 and Retry-After, in both versions', async () => {
    for (const version of ['1.1', '1.2'] as const) {
      for (let call = 0; call < 6; call += 1) {
        const answer = await quickly(() => logIn(version));
        assert.equal(answer.status, 503);
        assert.equal(answer.headers.get('retry-after'), '1');
        assert.equal(answer.body.name, 'Fault');
        assert.match(answer.text, /Server<|Receiver</);
        assert.match(answer.text, /database cannot be reached.*Try again/);
        assert.doesNotMatch(answer.text, /ECONN|127\.0\.0\.1|postgres/);
      }
    }
  });

  it('REST and OAuth answer 503 and Retry-After', async () => {
    const rest = await quickly(() =>
      callRest(base, currentPrincipal, { authorization: authorization.ticket(ticket) }),
    );
    assert.equal(rest.status, 503);
    assert.equal(rest.headers.get('retry-after'), '1');
    const client = { clientId: 'x', token: 'y' };
    const parameters = { grant_type: 'client_credentials' };
    const oauth = await quickly(() => postForm(`${base}/oauth2/token`, client, parameters));
    assert.equal(oauth.status, 503);
    assert.equal(oauth.body['error'], 'temporarily_unavailable');
  });

  it('readiness and the sweep report it', async () => {
    const { stores, clock } = registry;
    await assert.rejects(
      quickly(() => stores.ping()),
      isUnavailable,
    );
    const { signal } = new AbortController();
    const retention = { csSessionIdleMs: 1, auditRetentionMs: 1 };
    await assert.rejects(sweepExpired(stores.expired, clock, retention, signal), isUnavailable);
  });

  it('it cannot be opened, and the error says where and why, without the password', async () => {
    await assert.rejects(openPostgresStores(url, SERVER), (error) => {
      isUnavailable(error);
      assert.ok(error instanceof Error);
      assert.match(error.message, /^Cannot open the database postgres:\/\/postgres@127\.0\.0\.1/);
      assert.match(error.message, /ECONNREFUSED/);
      assert.ok(!error.message.includes(new URL(url).password));
      return true;
    });
  });

  it('everything works again by itself when it returns', async () => {
    await postgres.start();
    await registry.stores.ping();
    assert.match((await logIn()).text, /AuthenticationSucceeded>true/);
    const rest = await callRest(base, currentPrincipal, {
      authorization: authorization.ticket(ticket),
    });
    assert.equal(rest.status, 200);
  });
});

/** A TCP proxy that can start to drop all bytes, as a failed network does. */
async function startSilenceable(target: URL) {
  const sockets: Socket[] = [];
  let silent = false;
  const proxy = createServer((client) => {
    sockets.push(client);
    if (silent) return;
    const upstream = createConnection(Number(target.port), target.hostname);
    sockets.push(upstream);
    for (const socket of [client, upstream]) socket.on('error', () => {});
    client.pipe(upstream).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(target);
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    fallSilent: () => {
      silent = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

describe('A read-only PostgreSQL, such as a standby', () => {
  it('is not ready, because no login would work', async () => {
    const readOnly = new URL(await postgres.borrowDatabase());
    readOnly.searchParams.set('options', '-c default_transaction_read_only=on');
    const stores = await openPostgresStores(readOnly.href, SERVER);
    await assert.rejects(stores.ping(), isUnavailable);
    await stores.close();
  });
});

describe('When PostgreSQL stops answering', () => {
  it('it is detected within 2 seconds, with or without a connection', async () => {
    const proxy = await startSilenceable(new URL(await postgres.borrowDatabase()));
    const stores = await openPostgresStores(proxy.url, SERVER);
    await stores.ping();
    proxy.fallSilent();
    await assert.rejects(
      quickly(() => stores.ping()),
      isUnavailable,
    );
    const others = Array.from({ length: 6 }, () => stores.ping());
    for (const { status } of await Promise.allSettled(others)) assert.equal(status, 'rejected');
    proxy.close();
    await stores.close();
  });
});
