/** The cached stores pass all checks of stores, with a small and with a large cache. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Change, ChangeFeed } from '../../src/domain/change-feed.ts';
import type { Stores } from '../../src/domain/installation.ts';
import { cachedStores } from '../../src/storage/caching/cached-stores.ts';
import { foundByState } from './found-by-state.ts';
import {
  addSampleAssociate,
  addSampleTicket,
  NOW_MS,
  obtainSampleTenant,
  sampleApplication,
  sampleRight,
  sampleRole,
  sampleTenant,
} from './samples.ts';
import { spacedStores } from './spaced-stores.ts';
import { describeStores } from './stores.ts';
import { openTemporarySqlite } from './temporary-sqlite.ts';

const clock = { now: () => NOW_MS };

for (const max of [1, 1000]) {
  describeStores(`SQLite, ${max} kept`, (fill) =>
    openTemporarySqlite(fill, async (stores) => {
      const feed = await stores.watchChanges();
      const limits = { entriesMax: max, ticketsMax: max };
      const cached = foundByState(cachedStores(stores, { feed, clock, ...limits }));
      return spacedStores(cached, () => nextTurn());
    }),
  );
}

/** A feed whose changes come from the test. */
class ToldFeed implements ChangeFeed {
  current = true;
  readonly #listeners: ((change: Change | null) => void)[] = [];

  isCurrent(): boolean {
    return this.current;
  }

  subscribe(listener: (change: Change | null) => void): void {
    this.#listeners.push(listener);
  }

  tell(change: Change | null): void {
    for (const listener of this.#listeners) listener(change);
  }

  async close(): Promise<void> {}
}

/** Stores whose cache misses are recorded. */
interface Watched {
  readonly feed: ToldFeed;
  readonly plain: Stores;
  readonly cached: Stores;
  /** The kinds of the cache misses since the last call. */
  misses(): readonly string[];
}

async function watched(body: (watched: Watched) => Promise<void>): Promise<void> {
  const { stores: plain, dispose } = await openTemporarySqlite();
  const feed = new ToldFeed();
  let missed: string[] = [];
  const cached = cachedStores(plain, {
    feed,
    clock,
    entriesMax: 10,
    ticketsMax: 10,
    onLookup: (kind, hit) => {
      if (!hit) missed.push(kind);
    },
  });
  const misses = () => {
    const told = missed;
    missed = [];
    return told;
  };
  try {
    await body({ feed, plain, cached, misses });
  } finally {
    await dispose();
  }
}

describe('the cache', () => {
  it('reads a record once, until the feed reports a change', () =>
    watched(async ({ feed, plain, cached, misses }) => {
      const tenant = await obtainSampleTenant(cached);
      const associate = await addSampleAssociate(tenant);
      const { id } = await addSampleTicket(tenant, associate);
      misses();
      const look = async () => {
        assert.ok(await tenant.tickets.findState(id));
        assert.ok(await tenant.associates.find(associate.id));
        assert.ok(await tenant.associates.principal(associate));
        assert.equal(await cached.revokedTokens.has('token'), false);
        return misses();
      };
      const all = ['tickets', 'associates', 'rights', 'revokedTokens'];
      assert.deepEqual(await look(), all);
      assert.deepEqual(await look(), []);
      feed.tell(null);
      assert.deepEqual(await look(), all);
      feed.tell({ kind: 'tickets', key: 'another' });
      assert.deepEqual(await look(), []);
      feed.tell({ kind: 'tickets', key: id });
      assert.deepEqual(await look(), ['tickets']);
      feed.tell({ kind: 'associates', key: null });
      assert.deepEqual(await look(), ['associates']);
      feed.tell({ kind: 'rights', key: null });
      assert.deepEqual(await look(), ['rights']);
      await plain.revokedTokens.add('token', NOW_MS);
      feed.tell({ kind: 'revokedTokens', key: 'token' });
      assert.equal(await cached.revokedTokens.has('token'), true);
    }));

  it('counts a large record as several entries of its limit', () =>
    watched(async ({ cached, misses }) => {
      const tenant = await obtainSampleTenant(cached);
      const associate = await addSampleAssociate(tenant);
      const ids: number[] = [];
      for (let count = 0; count < 37; count += 1) {
        ids.push((await tenant.roles.addRight(sampleRight(`right ${count}`))).id);
      }
      const missesWith = async (rights: number) => {
        await tenant.roles.setRightIds(associate.roleId, ids.slice(0, rights));
        misses();
        await tenant.associates.principal(associate);
        await tenant.associates.principal(associate);
        return misses();
      };
      assert.deepEqual(await missesWith(36), ['rights']);
      assert.deepEqual(await missesWith(37), ['rights', 'rights']);
    }));

  it('forgets what a transaction has changed when the transaction ends', () =>
    watched(async ({ cached, misses }) => {
      const { id } = await cached.tenants.add(sampleTenant('a'), NOW_MS);
      const tenant = cached.ofTenant(id);
      const associate = await addSampleAssociate(tenant);
      const other = await tenant.roles.add(sampleRole({ name: 'Other' }));
      const look = async () => {
        misses();
        const found = await tenant.associates.find(associate.id);
        assert.ok(found);
        const { role } = await tenant.associates.principal(found);
        return [role.id, ...misses()];
      };
      await look();
      assert.deepEqual(await look(), [associate.roleId]);
      await cached.transaction(async (inside) => {
        await inside.ofTenant(id).roles.moveUsers(associate.roleId, other.id);
        const unchanged = await look();
        assert.equal(unchanged[0], associate.roleId);
        // Stores in a transaction read its own changes.
        const moved = await inside.ofTenant(id).associates.find(associate.id);
        assert.equal(moved?.roleId, other.id);
      });
      assert.deepEqual(await look(), [other.id, 'associates']);
    }));

  it('keeps nothing that was read inside a transaction', () =>
    watched(async ({ cached, misses }) => {
      const { id } = await cached.tenants.add(sampleTenant('a'), NOW_MS);
      const associate = await addSampleAssociate(cached.ofTenant(id));
      const renaming = cached.transaction(async (inside) => {
        const { associates } = inside.ofTenant(id);
        await associates.update(associate.id, { ...associate, name: 'changed' });
        assert.equal((await associates.find(associate.id))?.name, 'changed');
        throw new Error('on purpose');
      });
      await assert.rejects(renaming, /on purpose/);
      misses();
      assert.deepEqual(await cached.ofTenant(id).associates.find(associate.id), associate);
      assert.deepEqual(misses(), ['associates']);
    }));

  it('is not used while the feed is not current', () =>
    watched(async ({ feed, plain }) => {
      // Another node: only the feed could tell it of a change.
      const node = { ...plain, onChange: () => {} };
      const cached = cachedStores(node, { feed, clock, entriesMax: 10, ticketsMax: 10 });
      await obtainSampleTenant(plain);
      const [tenant] = await plain.tenants.list(0, 1);
      assert.ok(tenant);
      assert.ok(await cached.tenants.find(tenant.contextIdentifier));
      await plain.tenants.remove(tenant.id);
      assert.ok(await cached.tenants.find(tenant.contextIdentifier), 'nobody has told');
      feed.current = false;
      assert.equal(await cached.tenants.find(tenant.contextIdentifier), null);
    }));

  it('keeps no record that was changed while it was read', () =>
    watched(async ({ feed, plain, cached, misses }) => {
      const tenant = await obtainSampleTenant(cached);
      const { id } = await addSampleTicket(tenant, await addSampleAssociate(tenant));
      misses();
      const reading = tenant.tickets.findState(id);
      feed.tell({ kind: 'tickets', key: id });
      await reading;
      await nextTurn();
      await obtainSampleTenant(plain);
      assert.ok(await tenant.tickets.findState(id));
      assert.deepEqual(misses(), ['tickets', 'tickets']);
    }));

  it('reads an expired ticket again, which another node may have extended', () =>
    watched(async ({ plain, cached }) => {
      const tenant = await obtainSampleTenant(cached);
      const associate = await addSampleAssociate(tenant);
      const ticket = await addSampleTicket(tenant, associate, { expiresAtMs: NOW_MS });
      assert.equal((await tenant.tickets.findState(ticket.id))?.expiresAtMs, NOW_MS);
      const use = { ...ticket, expiresAtMs: NOW_MS + 9 };
      await (await obtainSampleTenant(plain)).tickets.recordUse(ticket.id, use, NOW_MS);
      assert.equal((await tenant.tickets.findState(ticket.id))?.expiresAtMs, NOW_MS + 9);
    }));
});

/** A store whose methods make their change and then fail, as when the connection breaks. */
function breaking<S extends object>(store: S, names: readonly (keyof S)[]): S {
  return new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...parameters: unknown[]) => {
        const answer = await method.apply(target, parameters);
        if (names.some((broken) => broken === name)) throw new Error('The connection broke.');
        return answer;
      };
    },
  });
}

it('forgets a ticket when the connection breaks while it is removed', () =>
  watched(async ({ feed, plain }) => {
    const names = ['remove', 'removeOfAssociate', 'removeOfAccessToken'] as const;
    const broken: Stores = {
      ...plain,
      ofTenant: (tenantId) => {
        const ours = plain.ofTenant(tenantId);
        return { ...ours, tickets: breaking(ours.tickets, names) };
      },
    };
    const cached = cachedStores(broken, { feed, clock, entriesMax: 10, ticketsMax: 10 });
    const tenant = await obtainSampleTenant(cached);
    const { tickets } = tenant;
    const associate = await addSampleAssociate(tenant);
    for (const name of names) {
      const origin = { accessTokenId: 'token' };
      const { id } = await addSampleTicket(tenant, associate, origin);
      assert.ok(await tickets.findState(id));
      const end = {
        remove: () => tickets.remove(id),
        removeOfAssociate: () => tickets.removeOfAssociate(associate.id),
        removeOfAccessToken: () => tickets.removeOfAccessToken('token'),
      };
      await assert.rejects(end[name](), /broke/);
      assert.equal(await tickets.findState(id), null, name);
    }
  }));

it('remembers that an application does not exist, until it is added', () =>
  watched(async ({ cached, misses }) => {
    const find = () => cached.applications.findByTokenHash('hash');
    assert.equal(await find(), null);
    assert.equal(await find(), null);
    assert.deepEqual(misses(), ['applications']);
    const { id } = await cached.applications.add(sampleApplication('new'), 'hash', NOW_MS);
    assert.equal((await find())?.id, id);
  }));
