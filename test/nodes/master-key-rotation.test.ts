/**
 * Two nodes with a key file each rotate the master key by the documented procedure, on SQLite and
 * PostgreSQL, while users of both store and read secrets.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { authorise } from '../../src/domain/actor.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { Stores } from '../../src/domain/installation.ts';
import { MasterKeys } from '../../src/domain/keys/master-keys.ts';
import { openPostgresStores } from '../../src/storage/postgres/open.ts';
import type { TenantRegistry } from '../../src/tenant-services.ts';
import { actorOf } from '../administration/scene.ts';
import { openTemporarySqlite } from '../conformance/temporary-sqlite.ts';
import {
  assertAllOpen,
  createRotationScene,
  keepCredentials,
  openNode,
  type RotationScene,
  servicesOf,
} from '../keys/rotation-scene.ts';
import { operator } from '../support/operator.ts';
import { TestPostgres } from '../support/postgres.ts';

interface Nodes {
  readonly both: readonly [Stores, Stores];
  close(): Promise<void>;
}

async function openSqlite(): Promise<Nodes> {
  const { stores, openAnother, dispose } = await openTemporarySqlite();
  return { both: [stores, await openAnother()], close: dispose };
}

async function openPostgres(): Promise<Nodes> {
  const postgres = await TestPostgres.start();
  const url = await postgres.createDatabase();
  const open = () => openPostgresStores(url, { connectionsMax: 8, patience: 'server' });
  const both = [await open(), await open()] as const;
  const close = async () => {
    for (const stores of both) await stores.close();
    await postgres.close();
  };
  return { both, close };
}

/** Stores and reads credentials until told to stop. Returns how often. */
async function keepBusy(
  node: TenantRegistry,
  { kept }: RotationScene,
  name: string,
  isOver: () => boolean,
): Promise<number> {
  const services = await servicesOf(node);
  const actor = authorise(await actorOf(services, kept.user), 'keep-secrets');
  let rounds = 0;
  while (!isOver()) {
    rounds += 1;
    // Others need the event loop to wait for SQLite's lock.
    await nextTurn();
    await keepCredentials(services, kept.user, name, `${name} ${rounds}`);
    kept.credentials.set(name, `${name} ${rounds}`);
    const listed = await services.untrustedCredentials.list(actor, null, 'imap');
    const own = listed.find(({ publicValue }) => publicValue === name);
    assert.equal(own?.secret, `${name} ${rounds}`);
  }
  return rounds;
}

for (const [name, open] of Object.entries({ SQLite: openSqlite, PostgreSQL: openPostgres })) {
  describe(`two nodes with a master key file each, on ${name}`, () => {
    it('rotate the key while they work, and refuse nothing', async (context) => {
      const { both, close } = await open();
      context.after(close);
      const scene = await createRotationScene(both[0], 60);
      const copy = { keys: scene.source.keys, reads: 0 };
      const nodes = [await openNode(both[0], scene.source), await openNode(both[1], copy)] as const;

      let over = false;
      const work = nodes.flatMap((node, index) =>
        ['a', 'b', 'c'].map((user) => keepBusy(node, scene, `${user} ${index}`, () => over)),
      );
      const [{ masterKeyRotation }] = nodes;
      await masterKeyRotation.prepare(operator);
      copy.keys = scene.source.keys;
      const rotated = await masterKeyRotation.rotate(operator).finally(() => {
        over = true;
      });
      for (const rounds of await Promise.all(work)) assert.ok(rounds > 0);
      assert.ok(rotated.resealed > 0);
      assert.equal(scene.source.keys.length, 1);
      assert.ok(copy.reads > 0, 'the other node has read its file again');
      copy.keys = scene.source.keys;

      for (const node of nodes) await assertAllOpen(node, scene.kept);
      for (const stores of both) {
        await assertAllOpen(await openNode(stores, scene.source), scene.kept);
      }
    });

    it('finish one rotation if both are told to rotate', async (context) => {
      const { both, close } = await open();
      context.after(close);
      const scene = await createRotationScene(both[0], 60);
      const nodes = [
        await openNode(both[0], scene.source),
        await openNode(both[1], scene.source),
      ] as const;
      const rotated = await Promise.all(
        nodes.map(({ masterKeyRotation }) => masterKeyRotation.rotate(operator)),
      );
      const { currentId, previousId } = await both[0].masterKey.read();
      assert.equal(previousId, null);
      assert.equal(rotated.at(-1)?.isOldKeyLeft, false);
      assert.deepEqual(
        scene.source.keys.map(({ id }) => id),
        [currentId],
      );
      await assertAllOpen(await openNode(both[1], scene.source), scene.kept);
    });
  });
}

it('a source that cannot be read gives no new key, and the log says why', async () => {
  const read = async () => {
    throw new Error('the key service is away');
  };
  const access = { description: 'The key', read, replace: null };
  const masterKeys = new MasterKeys(access, [], systemClock);
  const store = { holdSealingKeyId: async () => '0123456789abcdef' };
  const name = { kind: 'token key', parts: [1] } as const;
  const sealing = masterKeys.seal(store, new Uint8Array(1), name);
  await assert.rejects(sealing, (error: Error) => {
    assert.doesNotMatch(error.message, /service|0123456789abcdef/);
    assert.match(String(error.cause), /the key 0123456789abcdef.*the key service is away/);
    return true;
  });
});
