/**
 * Three nodes, each its own process, on one PostgreSQL, with requests in turn to each. All nodes
 * know the same, and no acknowledged ticket is lost, even if a node is killed or the database is
 * away.
 *
 * `AWAY_SECONDS=10` sets how long the database is away. The default keeps the test short.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { withRegistry } from '../../src/cli/data-option.ts';
import { findTenantServices } from '../../src/cli/tenant-option.ts';
import { TransportError } from '../../src/client/client.ts';
import {
  createApplicationToken,
  hashApplicationToken,
  plainApplication,
} from '../../src/domain/applications/application.ts';
import { onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import { createInstallation } from '../../src/storage/data-directory.ts';
import { sizeOf } from '../support/long.ts';
import { type Client, revokeToken } from '../support/oauth-calls.ts';
import { TestPostgres } from '../support/postgres.ts';
import { ServerProcess } from '../support/server-process.ts';
import { addUser } from '../support/test-installation.ts';
import { ticketOf, tokenFor } from '../support/typed-calls.ts';

const awayMs = sizeOf('AWAY_SECONDS', 2, 10) * 1_000;
/** The promise in docs/operations.md. */
const SEEN_MS_MAX = 1_000;
/** The longest time for an answer while the database is away. */
const ANSWER_MS_MAX = 2_500;
const NODES = 3;
const REVOCATIONS = sizeOf('REVOCATIONS', 5, 20);
const CLIENTS = sizeOf('NODE_CLIENTS', 3, 6);
const user = { userName: 'anna', password: 'open sesame' };

interface Node {
  readonly server: ServerProcess;
  readonly url: string;
}

let postgres: TestPostgres;
let directory = '';
let database = '';
let application: Client;
const nodes: Node[] = [];
/** Every ticket that a client received and nobody has revoked. */
const held = new Set<string>();
let turn = 0;

before(async () => {
  postgres = await TestPostgres.start();
  database = await postgres.createDatabase();
  directory = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const place = { url: database, connectionsMax: 2, patience: 'command' } as const;
  const made = { tenant: onsiteTenant('Fjord Shipping AS'), postgres: place };
  const { stores } = await createInstallation(directory, made, Date.now());
  const token = createApplicationToken();
  const profile = {
    ...plainApplication,
    clientId: 'balancer',
    name: 'Balancer',
    tenantIds: 'all',
  } as const;
  await stores.applications.add(profile, hashApplicationToken(token), Date.now());
  application = { clientId: profile.clientId, token };
  await stores.close();
  await withRegistry({ data: directory, database }, async (registry) => {
    await addUser(await findTenantServices(registry, undefined), user.userName, user.password);
  });
});
after(async () => {
  await postgres.close();
  await rm(directory, { recursive: true, force: true });
});

async function startNode(context: TestContext): Promise<Node> {
  const args = ['serve', '--data', directory, '--port', '0'];
  const server = ServerProcess.start(context, args, { DATABASE_URL: database });
  return { server, url: await server.ready() };
}

/** Picks the next node in turn, as a load balancer does. */
function nextUrl(): string {
  turn += 1;
  return nodes[turn % nodes.length]?.url ?? '';
}

async function logIn(url: string): Promise<string> {
  const ticket = await ticketOf(url, user);
  assert.notEqual(ticket, '', 'the password is right');
  return ticket;
}

async function isRefused(url: string, ticket: string): Promise<boolean> {
  try {
    await tokenFor(url, ticket);
    return false;
  } catch (error) {
    assert.match(String(error), /Authentication failed!/);
    return true;
  }
}

/** Asks the nodes in turn until one answers, and counts the failed tries. */
async function retried<T>(call: (url: string) => Promise<T>, failed: { count: number }) {
  for (;;) {
    try {
      return await call(nextUrl());
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      failed.count += 1;
      assert.ok(failed.count < 1_000, 'no node answers');
    }
  }
}

async function requireAllHeld(): Promise<void> {
  for (const ticket of held) {
    for (const { url } of nodes) assert.match(await tokenFor(url, ticket), /^8A:/);
  }
}

describe('three nodes', { timeout: 110_000 }, () => {
  it('lose nothing', async (context) => {
    for (let count = 0; count < NODES; count += 1) nodes.push(await startNode(context));

    await context.test('tickets of one node work on all', async () => {
      for (const { url } of [...nodes]) held.add(await logIn(url));
      await requireAllHeld();
    });

    await context.test('all nodes refuse a revoked ticket within a second', async (inner) => {
      const seenMs: number[] = [];
      for (let count = 0; count < REVOCATIONS; count += 1) {
        const ticket = await logIn(nextUrl());
        for (const { url } of nodes) await tokenFor(url, ticket);
        await revokeToken(nextUrl(), application, ticket);
        const revokedAt = performance.now();
        for (const { url } of nodes) while (!(await isRefused(url, ticket)));
        seenMs.push(performance.now() - revokedAt);
      }
      const most = Math.round(Math.max(...seenMs));
      inner.diagnostic(`${REVOCATIONS} revocations, refused by all after ${most} ms at most`);
      assert.ok(most <= SEEN_MS_MAX);
    });

    await context.test('a node is killed under load', async (inner) => {
      const failed = { count: 0 };
      let isBusy = true;
      const work = Array.from({ length: CLIENTS }, async () => {
        while (isBusy) {
          const ticket = await retried(logIn, failed);
          held.add(ticket);
          assert.match(await retried((url) => tokenFor(url, ticket), failed), /^8A:/);
        }
      });
      const until = async (count: number) => {
        while (held.size < count) await delay(5);
      };
      await until(20);
      const [killed] = nodes.splice(1, 1);
      killed?.server.kill('SIGKILL');
      await until(40);
      nodes.push(await startNode(context));
      await until(60);
      isBusy = false;
      await Promise.all(work);
      await requireAllHeld();
      inner.diagnostic(`${held.size} tickets held, 0 lost; ${failed.count} tries again`);
    });

    await context.test('the database is away for a while', async (inner) => {
      const [ticket = ''] = held;
      await postgres.stop();
      const awayUntil = performance.now() + awayMs;
      await delay(SEEN_MS_MAX);
      let asked = 0;
      let longestMs = 0;
      while (performance.now() < awayUntil) {
        const url = nextUrl();
        const startedAt = performance.now();
        const error = await tokenFor(url, ticket).catch((reason: unknown) => reason);
        longestMs = Math.max(longestMs, performance.now() - startedAt);
        assert.match(String(error), /database cannot be reached/i);
        asked += 1;
        assert.equal((await fetch(`${url}/health/live`)).status, 200);
        assert.equal((await fetch(`${url}/health/ready`)).status, 503);
        await delay(20);
      }
      assert.ok(longestMs <= ANSWER_MS_MAX, `${longestMs}`);
      await postgres.start();
      const startedAt = performance.now();
      for (const { url } of nodes) {
        while ((await fetch(`${url}/health/ready`)).status !== 200) await delay(20);
      }
      const backMs = Math.round(performance.now() - startedAt);
      await requireAllHeld();
      held.add(await logIn(nextUrl()));
      inner.diagnostic(
        `away for ${awayMs / 1000} s: ${asked} answers, the slowest after ${Math.round(longestMs)} ms; ` +
          `all ready again after ${backMs} ms; ${held.size} tickets held, 0 lost`,
      );
      assert.ok(asked > 0);
    });
  });
});
