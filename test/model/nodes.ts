/**
 * Three servers on one database, as separate nodes would be, and a separate connection, as a
 * command has. All run in this process with the clock of the test.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { careForKeys } from '../../src/domain/keys/key-care.ts';
import { sweepExpired } from '../../src/domain/sessions/sweeper.ts';
import { openRegistry } from '../../src/open-registry.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { settingsSchema } from '../../src/settings.ts';
import {
  createInstallation,
  type OpenedInstallation,
  openInstallation,
} from '../../src/storage/data-directory.ts';
import type { PostgresPlace } from '../../src/storage/database-place.ts';
import { PostgresChangeFeed } from '../../src/storage/postgres/change-feed.ts';
import { TenantRegistry } from '../../src/tenant-services.ts';
import { lifetimes } from './model.ts';

export const NODES = 3;
const settings = settingsSchema.parse({ port: 0 });

interface Node {
  readonly registry: TenantRegistry;
  readonly server: RunningServer;
  /** Null if changes are visible after one turn of the event loop. */
  readonly feed: PostgresChangeFeed | null;
}

export class Nodes {
  readonly clock = { nowMs: Date.parse('2026-11-22T12:00:00Z'), now: () => this.clock.nowMs };
  readonly #directory: string;
  readonly #postgres: PostgresPlace | null;
  readonly #nodes: Node[] = [];
  readonly #beside: TenantRegistry[] = [];
  readonly #logged: string[] = [];

  private constructor(directory: string, postgres: PostgresPlace | null) {
    this.#directory = directory;
    this.#postgres = postgres;
  }

  /** @param url of a PostgreSQL; null for a file of SQLite. */
  static async start(url: string | null): Promise<Nodes> {
    const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
    const postgres =
      url === null ? null : ({ url, connectionsMax: 3, patience: 'server' } as const);
    const nodes = new Nodes(directory, postgres);
    const options = { tenant: null, postgres };
    const opened = await createInstallation(directory, options, nodes.clock.nowMs);
    nodes.#beside.push(await TenantRegistry.open({ ...opened, lifetimes, clock: nodes.clock }));
    for (let index = 0; index < NODES; index += 1) nodes.#nodes.push(await nodes.#startNode());
    return nodes;
  }

  /** Returns the services of a node, or of the separate connection for any other index. */
  registryOf(index: number): TenantRegistry {
    const registry = this.#nodes[index]?.registry ?? this.#beside[0];
    assert.ok(registry);
    return registry;
  }

  /** The base URL of a tenant at a node. */
  baseOf(index: number, tenant: string): string {
    const node = this.#nodes[index];
    assert.ok(node);
    return `http://${node.server.address.address}:${node.server.address.port}/${tenant}`;
  }

  async restart(index: number): Promise<void> {
    const node = this.#nodes[index];
    assert.ok(node);
    await stop(node);
    this.#nodes[index] = await this.#startNode();
  }

  /** Does what a server does once a minute. */
  async keepHouse(index: number): Promise<void> {
    const { stores, tokenKeys, signingKeys, audit } = this.registryOf(index);
    const retention = { csSessionIdleMs: lifetimes.csSessionIdleMs, auditRetentionMs: 0 };
    await sweepExpired(stores.expired, this.clock, retention, new AbortController().signal);
    const keys = { tokenKeys, signingKeys, audit, rotateAfterMs: null };
    await careForKeys({ ...keys, algorithm: settings.jwtAlgorithm });
  }

  /** Waits until every node knows the changes of the others. */
  async settle(): Promise<void> {
    await Promise.all(this.#nodes.map(({ feed }) => feed?.catchUp()));
    await nextTurn();
    assert.deepEqual(this.#logged, [], 'no unexpected failure was logged');
  }

  async close(): Promise<void> {
    for (const node of this.#nodes) await stop(node);
    for (const { stores } of this.#beside) await stores.close();
    await rm(this.#directory, { recursive: true });
  }

  async #startNode(): Promise<Node> {
    const opened = await openInstallation(this.#directory, undefined, this.#postgres);
    const feed = await opened.stores.watchChanges();
    const watched: OpenedInstallation = {
      ...opened,
      stores: { ...opened.stores, watchChanges: async () => feed },
    };
    const options = {
      lifetimes,
      cachedRecordsMax: 1000,
      cachedTicketsMax: 1000,
      clock: this.clock,
    };
    const registry = await openRegistry(watched, options);
    const log = pino({ level: 'warn' }, { write: (line: string) => this.#logged.push(line) });
    const server = await startServer(registry, settings, null, log);
    assert.equal(feed instanceof PostgresChangeFeed, this.#postgres !== null);
    return { registry, server, feed: feed instanceof PostgresChangeFeed ? feed : null };
  }
}

async function stop({ registry, server }: Node): Promise<void> {
  await server.close();
  await registry.stores.close();
}
