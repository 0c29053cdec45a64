/** The rotation of the master key, with crashes and with several nodes. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { authorise } from '../../src/domain/actor.ts';
import type { Stores } from '../../src/domain/installation.ts';
import { MasterKey } from '../../src/domain/keys/master-key.ts';
import { replaceMethods } from '../../src/storage/caching/replace-methods.ts';
import { actorOf } from '../administration/scene.ts';
import { openTemporarySqlite } from '../conformance/temporary-sqlite.ts';
import type { MemorySource } from '../support/memory-master-keys.ts';
import { operator } from '../support/operator.ts';
import {
  assertAllOpen,
  createRotationScene,
  keepCredentials,
  openNode,
  sealingKeyIds,
  servicesOf,
} from './rotation-scene.ts';

async function openScene(context: TestContext, count?: number) {
  const { stores, openAnother, dispose } = await openTemporarySqlite();
  context.after(dispose);
  return { ...(await createRotationScene(stores, count)), openAnother };
}

/** The events of rotations, in the order of writing. */
async function eventsOf(stores: Stores) {
  const events = await stores.audit.listAfter({}, 0, 1000);
  return events
    .filter(({ action }) => action.startsWith('master-key'))
    .map(({ action, operator: by, detail }) => ({ action, by, ...detail }));
}

class Crash extends Error {}

/** Counts steps, and fails from the given one on, like a process that was killed before it. */
class Fuse {
  readonly #burnsAt: number;
  steps = 0;

  constructor(burnsAt: number) {
    this.#burnsAt = burnsAt;
  }

  pass(): void {
    this.steps += 1;
    if (this.steps >= this.#burnsAt) throw new Crash(`at step ${this.steps}`);
  }
}

/** Calls of these stores, and the beginnings and ends of transactions, are steps. */
function fusedStores(stores: Stores, fuse: Pick<Fuse, 'pass'>): Stores {
  const fused = <S extends object>(store: S): S =>
    new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...parameters: unknown[]) => {
          fuse.pass();
          return method.apply(target, parameters);
        };
      },
    });
  return {
    ...stores,
    masterKey: fused(stores.masterKey),
    sealedSecrets: fused(stores.sealedSecrets),
    audit: fused(stores.audit),
    transaction: async (work) => {
      fuse.pass();
      return stores.transaction(async (inside) => {
        const result = await work(fusedStores(inside, fuse));
        fuse.pass();
        return result;
      });
    },
  };
}

/** Reads and replacements of the source are steps. */
function fusedSource(source: MemorySource, fuse: Pick<Fuse, 'pass'>): MemorySource {
  return {
    reads: 0,
    get keys() {
      fuse.pass();
      return source.keys;
    },
    set keys(keys) {
      fuse.pass();
      source.keys = keys;
    },
  };
}

/** Opens a node that works until it has opened, and then until the fuse burns. */
async function openFusedNode(fuse: Fuse, stores: Stores, source: MemorySource) {
  const opening = new Fuse(Number.POSITIVE_INFINITY);
  let isOpen = false;
  const either = { pass: () => (isOpen ? fuse : opening).pass() };
  const registry = await openNode(fusedStores(stores, either), fusedSource(source, either));
  isOpen = true;
  return registry;
}

describe('a rotation of the master key', () => {
  it('seals every secret with the new key, and removes the old one', async (context) => {
    const { stores, source, kept } = await openScene(context, 90);
    const [old] = source.keys;
    const registry = await openNode(stores, source);
    const progress: (readonly [number, number])[] = [];
    const rotated = await registry.masterKeyRotation.rotate(operator, (done, total) =>
      progress.push([done, total]),
    );
    assert.equal(source.keys.length, 1);
    const [{ id = '' } = {}] = source.keys;
    assert.notEqual(id, old?.id);
    // 90 credentials, a login, tokens, two token keys, a signing key, the key of failed logins.
    assert.deepEqual(rotated, { id, resealed: 97, isOldKeyLeft: false });
    assert.deepEqual(progress, [[97, 97]]);
    assert.deepEqual(await stores.masterKey.read(), { currentId: id, previousId: null });
    assert.deepEqual(
      await sealingKeyIds(stores, { keys: [...source.keys, old as MasterKey], reads: 0 }),
      [id],
    );
    await assertAllOpen(registry, kept);
    await assertAllOpen(await openNode(stores, source), kept);
    const ids = { keyId: id, previousKeyId: old?.id };
    assert.deepEqual(await eventsOf(stores), [
      { action: 'master-key-rotation-started', by: 'root@test', ...ids },
      { action: 'master-key-rotated', by: 'root@test', ...ids, resealed: 97 },
    ]);
  });

  it('works in batches', async (context) => {
    const { stores, source, kept } = await openScene(context, 100);
    const registry = await openNode(stores, source);
    const totals: number[] = [];
    await registry.masterKeyRotation.rotate(operator, (done) => totals.push(done));
    assert.deepEqual(totals, [100, 107]);
    await assertAllOpen(registry, kept);
  });

  it('loses nothing in a crash at any step, and continues at the next call', async (context) => {
    const { stores, source, kept } = await openScene(context);
    let step = 0;
    for (let isDone = false; !isDone; ) {
      step += 1;
      const before = source.keys;
      const dying = await openFusedNode(new Fuse(step), stores, source);
      isDone = await dying.masterKeyRotation.rotate(operator).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Crash) return false;
          throw error;
        },
      );
      await assertAllOpen(await openNode(stores, source), kept);
      const next = await openNode(stores, source);
      if (!isDone) await next.masterKeyRotation.rotate(operator);
      const { currentId, previousId } = await stores.masterKey.read();
      assert.equal(previousId, null, `step ${step}`);
      const ids = source.keys.map(({ id }) => id);
      assert.deepEqual(ids, [currentId], `step ${step}`);
      const all = { keys: [...before, ...source.keys], reads: 0 };
      assert.deepEqual(await sealingKeyIds(stores, all), [currentId], `step ${step}`);
      await assertAllOpen(next, kept);
      await assertAllOpen(await openNode(stores, source), kept);
    }
    assert.ok(step > 20, `${step} steps`);
    const events = await eventsOf(stores);
    assert.equal(events.length % 2, 0);
    for (const [index, { action }] of events.entries()) {
      const expected = index % 2 === 0 ? 'master-key-rotation-started' : 'master-key-rotated';
      assert.equal(action, expected);
    }
  });

  it('is prepared by adding the new key, which seals nothing yet', async (context) => {
    const { stores, source, kept } = await openScene(context);
    const [old] = source.keys;
    const { masterKeyRotation } = await openNode(stores, source);
    const id = await masterKeyRotation.prepare(operator);
    assert.deepEqual(
      source.keys.map((key) => key.id),
      [old?.id, id],
    );
    assert.equal(await masterKeyRotation.prepare(operator), id, 'again');
    assert.deepEqual(await masterKeyRotation.list(), [
      { id: old?.id, state: 'current' },
      { id, state: 'coming' },
    ]);
    const node = await openNode(stores, source);
    const services = await servicesOf(node);
    await keepCredentials(services, kept.user, 'new', 'new secret');
    assert.equal(await stores.sealedSecrets.count(id), 0);
    assert.equal((await masterKeyRotation.rotate(operator)).id, id);
    kept.credentials.set('new', 'new secret');
    await assertAllOpen(node, kept);
  });

  it('needs a new key from the operator if it cannot write the source', async (context) => {
    const { stores, source, kept } = await openScene(context);
    const [old] = source.keys;
    assert.ok(old);
    const open = () => openNode(stores, source, { isWritable: false });
    const alone = (await open()).masterKeyRotation.rotate(operator);
    await assert.rejects(alone, { code: 'conflict', message: /Make another with "openssl rand/ });
    const next = MasterKey.create();
    source.keys = [old, next];
    const registry = await open();
    const rotated = await registry.masterKeyRotation.rotate(operator);
    assert.deepEqual(rotated, { id: next.id, resealed: 9, isOldKeyLeft: true });
    assert.deepEqual(await registry.masterKeyRotation.list(), [
      { id: old.id, state: 'superseded' },
      { id: next.id, state: 'current' },
    ]);
    assert.equal((await registry.masterKeyRotation.rotate(operator)).resealed, 0, 'it is over');
    source.keys = [next];
    await assertAllOpen(await open(), kept);
  });

  it('is refused while the source lacks a key that is needed', async (context) => {
    const { stores, source } = await openScene(context);
    const [old] = source.keys;
    const { masterKeyRotation } = await openNode(stores, source);
    source.keys = [MasterKey.create()];
    const lost = masterKeyRotation.rotate(operator);
    await assert.rejects(lost, { message: new RegExp(`lacks the key ${old?.id}`) });
    assert.deepEqual(await stores.masterKey.read(), { currentId: old?.id, previousId: null });
  });

  it('keeps the old key while a secret cannot be opened, and names the row', async (context) => {
    const { stores, source, kept } = await openScene(context);
    const { untrustedCredentials } = (await servicesOf(await openNode(stores, source))).stores;
    const key = { associateId: kept.user.id, type: 'imap', publicValue: 'mail 0' };
    const stored = await untrustedCredentials.find(key);
    assert.ok(stored);
    await untrustedCredentials.set({ ...stored, publicValue: 'moved' });
    const { masterKeyRotation } = await openNode(stores, source);
    await assert.rejects(masterKeyRotation.rotate(operator), (error: Error) => {
      assert.match(error.message, /^1 secrets were changed .*: untrusted credentials 1\/\d+\. R/);
      return true;
    });
    assert.equal(source.keys.length, 2);
    const { previousId } = await stores.masterKey.read();
    assert.equal(await stores.sealedSecrets.count(previousId ?? ''), 1, 'all others are done');
    await untrustedCredentials.remove({ ...key, publicValue: 'moved' });
    assert.equal((await masterKeyRotation.rotate(operator)).resealed, 0);
    assert.equal(source.keys.length, 1);
    await assertAllOpen(await openNode(stores, source), kept);
  });

  it('keeps the old key while a secret is still sealed with it', async (context) => {
    const { stores, source, kept } = await openScene(context);
    const { sealedSecrets } = stores;
    const overlooking = {
      ...stores,
      sealedSecrets: replaceMethods(sealedSecrets, {
        list: async (...asked) => (await sealedSecrets.list(...asked)).slice(1),
      }),
    };
    const { masterKeyRotation } = await openNode(overlooking, source);
    const refused = masterKeyRotation.rotate(operator);
    const message = /^\d secrets are still sealed with the old master key\. Run this again/;
    await assert.rejects(refused, { code: 'conflict', message });
    assert.equal(source.keys.length, 2);
    await (await openNode(stores, source)).masterKeyRotation.rotate(operator);
    assert.equal(source.keys.length, 1);
    await assertAllOpen(await openNode(stores, source), kept);
  });

  it('does not overwrite what a user saves at the same time', async (context) => {
    const { stores, source, kept, openAnother } = await openScene(context);
    const node = await servicesOf(await openNode(await openAnother(), source));
    const registry = await openNode(
      {
        ...stores,
        transaction: async (work) => {
          // Just before each transaction of the rotation.
          await keepCredentials(node, kept.user, 'mail 0', 'changed');
          return stores.transaction(work);
        },
      },
      source,
    );
    await registry.masterKeyRotation.rotate(operator);
    kept.credentials.set('mail 0', 'changed');
    await assertAllOpen(await openNode(stores, source), kept);
  });
});

describe('nodes during a rotation of the master key', () => {
  it('serve on, and learn the new key from the shared source', async (context) => {
    const { stores, source, kept, openAnother } = await openScene(context);
    const node = await openNode(await openAnother(), source);
    const services = await servicesOf(node);
    await assertAllOpen(node, kept);
    const reads = source.reads;
    await (await openNode(stores, source)).masterKeyRotation.rotate(operator);
    await assertAllOpen(node, kept);
    await keepCredentials(services, kept.user, 'later', 'later secret');
    kept.credentials.set('later', 'later secret');
    await node.tokenKeys.rotate(operator);
    await assertAllOpen(await openNode(stores, source), kept);
    assert.ok(source.reads > reads);
    const [{ id = '' } = {}] = source.keys;
    assert.equal((await stores.masterKey.read()).currentId, id);
  });

  it('that lack the new key refuse what needs it, and recover by themselves', async (context) => {
    const { stores, source, kept, openAnother } = await openScene(context);
    const time = { nowMs: Date.now() };
    const clock = { now: () => time.nowMs };
    // A node with a copy of the key in a file of its own.
    const copy: MemorySource = { keys: source.keys, reads: 0 };
    const node = await openNode(await openAnother(), copy, { clock });
    const services = await servicesOf(node);
    await (await openNode(stores, source)).masterKeyRotation.rotate(operator);
    const actor = authorise(await actorOf(services, kept.user), 'keep-secrets');
    const read = () => services.untrustedCredentials.list(actor, null, 'imap');
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await assert.rejects(read(), { code: 'unavailable', message: /lacks a key\. Try again/ });
    }
    assert.equal(copy.reads, 1, 'the source is read once a second at most');
    const save = keepCredentials(services, kept.user, 'refused', 'x');
    await assert.rejects(save, { code: 'unavailable' });
    await assert.rejects(node.tokenKeys.rotate(operator), { code: 'unavailable' });
    await node.tokenKeys.freshen();
    assert.equal(typeof node.accessTokenCodec.open(kept.accessToken), 'object', 'keys in memory');
    copy.keys = source.keys;
    time.nowMs += 1000;
    await assertAllOpen(node, kept);
  });
});
