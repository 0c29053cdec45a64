/** The stores on a real PostgreSQL: the common checks, and the race conditions of several nodes. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Stores } from '../../src/domain/installation.ts';
import { cachedStores } from '../../src/storage/caching/cached-stores.ts';
import { PostgresChangeFeed } from '../../src/storage/postgres/change-feed.ts';
import { openPostgres, openPostgresStores } from '../../src/storage/postgres/open.ts';
import type { Tables } from '../../src/storage/schema.ts';
import { StoreContext } from '../../src/storage/store-context.ts';
import { onlyLong } from '../support/long.ts';
import { EMPTY_TABLES, KEEP_TABLES, RESTORE_TABLES, TestPostgres } from '../support/postgres.ts';
import type { Fill, OpenedStores } from './check.ts';
import { foundByState } from './found-by-state.ts';
import { addSampleAssociate, addSampleTicket, NOW_MS, obtainSampleTenant } from './samples.ts';
import { spacedStores } from './spaced-stores.ts';
import { describeStores } from './stores.ts';
import { openTemporaryStores } from './temporary-stores.ts';

let postgres: TestPostgres;
before(async () => {
  postgres = await TestPostgres.start();
});
after(async () => {
  for (const { stores, client } of [...spares, ...filled.values()]) {
    await stores.close();
    await client.end();
  }
  await postgres.close();
});

describeStores('PostgreSQL', (fill) => openTemporary(fill));
describe('With the change feed of PostgreSQL', onlyLong, () => {
  describeStores('PostgreSQL, kept in memory', (fill) =>
    openTemporary(fill, async (stores) => {
      const feed = await stores.watchChanges();
      assert.ok(feed instanceof PostgresChangeFeed);
      const cached = cachedStores(stores, {
        feed,
        clock: { now: () => NOW_MS },
        entriesMax: 1000,
        ticketsMax: 1000,
      });
      return spacedStores(foundByState(cached), () => feed.catchUp());
    }),
  );
});

it('reports the use of its connections', async () => {
  const { stores, dispose } = await openTemporary();
  await stores.ping();
  const usage = stores.poolUsage?.();
  assert.ok(usage && usage.total >= 1 && usage.idle <= usage.total, JSON.stringify(usage));
  assert.equal(usage.waiting, 0);
  await dispose();
});

/** The URL of the database of some stores, for tests that query it directly. */
const urls = new WeakMap<Stores, string>();

/** An empty database whose stores stay open, because opening takes longer than most tests. */
interface Spare {
  readonly url: string;
  readonly stores: Stores;
  /** A direct connection to the database. */
  readonly client: pg.Client;
}

const spares: Spare[] = [];
const options = { connectionsMax: 8, patience: 'server' } as const;

async function makeSpare(): Promise<Spare> {
  const url = await postgres.borrowDatabase();
  return { url, stores: await openPostgresStores(url, options), client: await connect(url) };
}

/** Databases that keep a content in a schema of their own. */
const filled = new Map<Fill, Spare>();

/** Returns a spare database with the content. Only one test at a time can use it. */
async function fillSpare(fill: Fill): Promise<Spare> {
  const spare = filled.get(fill) ?? (await makeSpare());
  if (filled.has(fill)) await spare.client.query(RESTORE_TABLES);
  else {
    await fill(spare.stores);
    await spare.client.query(KEEP_TABLES);
    filled.set(fill, spare);
  }
  return spare;
}

/** @param wrap wraps newly opened stores. Without it, the spare stores are used. */
async function openTemporary(
  fill?: Fill,
  wrap?: (stores: Stores) => Promise<Stores>,
): Promise<OpenedStores> {
  const spare = fill ? await fillSpare(fill) : (spares.pop() ?? (await makeSpare()));
  const { url } = spare;
  let left: Stores | null = wrap ? null : { ...spare.stores, close: async () => {} };
  const open = async () => {
    const opened = left ?? (await openPostgresStores(url, options));
    left = null;
    const stores = wrap ? await wrap(opened) : opened;
    urls.set(stores, url);
    return stores;
  };
  return openTemporaryStores(open, async () => {
    await spare.client.query(EMPTY_TABLES);
    if (!fill) spares.push(spare);
  });
}

describe('A new PostgreSQL database', () => {
  it('can be migrated by 5 nodes at once', async () => {
    const url = await postgres.createDatabase();
    const nodes = await Promise.all(
      Array.from({ length: 5 }, () =>
        openPostgresStores(url, { connectionsMax: 2, patience: 'server' }),
      ),
    );
    for (const { database, installation } of nodes) {
      assert.equal(database.type, 'PostgreSQL');
      assert.match(database.version, /^18\.\d+$/);
      assert.ok(database.schemaVersion >= 1);
      assert.equal(await installation.read(), null);
    }
    await Promise.all(nodes.map((stores) => stores.close()));
  });
});

describe('A deadlock', () => {
  it('ends one of the two transactions, which is retried', async () => {
    const url = await postgres.borrowDatabase();
    const { db, traits } = await openPostgres(url, { connectionsMax: 4, patience: 'server' });
    const context = new StoreContext(db, traits, () => {});
    await db
      .insertInto('revoked_tokens')
      .values(revokedTokens(['a', 'b']))
      .execute();
    const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let attempts = 0;
    const add = (transaction: Kysely<Tables>, id: string) =>
      transaction
        .updateTable('revoked_tokens')
        .set((token) => ({ expires_at_ms: token('expires_at_ms', '+', 1) }))
        .where('token_id', '=', id)
        .execute();
    const work = (ids: readonly string[], turn: number) =>
      context.transaction(async ({ db: transaction }) => {
        attempts += 1;
        await add(transaction, ids[0] ?? '');
        both[turn]?.resolve();
        await Promise.all(both.map(({ promise }) => promise));
        await add(transaction, ids[1] ?? '');
      });
    await Promise.all([work(['a', 'b'], 0), work(['b', 'a'], 1)]);
    assert.ok(attempts > 2, 'there was no deadlock');
    const rows = await db.selectFrom('revoked_tokens').select('expires_at_ms').execute();
    assert.deepEqual(rows, [{ expires_at_ms: 3 }, { expires_at_ms: 3 }]);
    await db.destroy();
  });
});

const revokedTokens = (ids: readonly string[]) =>
  ids.map((id) => ({ token_id: id, expires_at_ms: 1 }));

describe('The audit trail on PostgreSQL', () => {
  it('cannot be changed, and keeps its last day', async () => {
    const { stores, dispose } = await openTemporary();
    const url = urls.get(stores) ?? '';
    const columns = 'id, at_ms, action, outcome, detail, count';
    const insert = (id: number, atMs: number) =>
      postgres.administer(
        `insert into audit_events (${columns}) values (${id}, ${atMs}, 'login', 'refused', '{}', 1)`,
        url,
      );
    await insert(1, 0);
    await insert(2, 1);
    await insert(3, 86_400_000);
    const change = "update audit_events set outcome = 'succeeded' where id = 1";
    await assert.rejects(postgres.administer(change, url), /audit_events are never changed/);
    const remove = (which: string) => postgres.administer(`delete from audit_events ${which}`, url);
    await assert.rejects(remove(''), /are kept for a day/);
    await assert.rejects(remove('where id = 2'), /are kept for a day/);
    await remove('where id = 1');
    await dispose();
  });
});

/** Resolves when this many locks are awaited in the database. */
async function locksAwaited(url: string, count: number): Promise<void> {
  const watcher = await connect(url);
  const waiting = `
    select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await watcher.query(waiting)).rows.length < count);
  await watcher.end();
}

async function connect(url: string): Promise<pg.Client> {
  const client = postgres.connect(url);
  await client.connect();
  return client;
}

describe('A ticket that is being revoked', () => {
  it('is not valid, and tickets that are derived meanwhile end too', async () => {
    const { stores: all, dispose } = await openTemporary();
    const stores = await obtainSampleTenant(all);
    const associate = await addSampleAssociate(stores);
    const root = await addSampleTicket(stores, associate);
    const child = await addSampleTicket(stores, associate, { parentId: root.id });
    const url = urls.get(all) ?? '';
    const other = await connect(url);
    await other.query('begin');
    await other.query('select 1 from tickets where id = $1 for update', [child.id]);
    const revoking = stores.tickets.remove(root.id);
    await locksAwaited(url, 1);
    const late = await addSampleTicket(stores, associate, { parentId: child.id });
    const standing = stores.tickets.exists(child.id);
    await locksAwaited(url, 2);
    await other.query('commit');
    assert.equal(await revoking, 3);
    assert.equal(await standing, false);
    assert.equal(await stores.tickets.find(late.id), null);
    await other.end();
    await dispose();
  });
});
