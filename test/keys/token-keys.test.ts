/** Token keys of two nodes on one database, with a clock that the test moves. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AuditTrail } from '../../src/domain/audit/audit-trail.ts';
import { Changes } from '../../src/domain/changes.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { Stores } from '../../src/domain/installation.ts';
import {
  ACCESS_TOKEN_LIFETIME_MS_MAX,
  KEY_KEPT_MS,
  KEY_NOTICED_AFTER_MS,
  KEYS_MAX,
} from '../../src/domain/keys/key-life.ts';
import { createSealedKey, type KeyStore } from '../../src/domain/keys/key-ring.ts';
import { TokenKeys } from '../../src/domain/keys/token-keys.ts';
import { AccessTokenCodec } from '../../src/domain/sessions/access-token.ts';
import { settingsSchema } from '../../src/settings.ts';
import { openSqliteStores } from '../../src/storage/sqlite/open.ts';
import { sampleInstallation } from '../conformance/samples.ts';
import { memoryMasterKeys, sealingWith } from '../support/memory-master-keys.ts';
import { operator } from '../support/operator.ts';

const DAY_MS = 24 * 3_600_000;
const masterKeys = memoryMasterKeys();
const createKey = (id: number, nowMs: number) =>
  createSealedKey(id, masterKeys, sealingWith(masterKeys), nowMs);
const claims = {
  contextIdentifier: '',
  validFromMs: 0,
  validToMs: 1,
  associateId: 1,
  ticketId: '01234567-89ab-cdef-0123-456789abcdef',
  applicationId: null,
  csSession: null,
};

function changesOn(stores: Stores, clock: Clock): Changes {
  return new Changes({ stores, trail: new AuditTrail({ store: stores.audit, clock }), clock });
}

async function openNodes(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const stores = await openSqliteStores(join(folder, 'ticketoffice.db'));
  context.after(async () => {
    await stores.close();
    await rm(folder, { recursive: true });
  });
  const time = { now: Date.UTC(2031, 4, 17), reads: 0 };
  const clock = { now: () => time.now };
  const store: KeyStore = {
    list: () => {
      time.reads += 1;
      return stores.keys.list();
    },
    add: (key) => stores.keys.add(key),
    retire: (id, nowMs) => stores.keys.retire(id, nowMs),
    remove: (id) => stores.keys.remove(id),
  };
  const key = await createKey(1, time.now);
  await stores.installation.create(sampleInstallation({ key, masterKeyId: masterKeys.newest.id }));
  const changes = changesOn(stores, clock);
  const node = async () => {
    const keys = await TokenKeys.open({
      store,
      changes,
      masterKeys,
      clock,
      feed: null,
      rest: async () => {},
    });
    const codec = new AccessTokenCodec(keys);
    const open = async (text: string) => {
      await keys.freshen();
      const opened = codec.open(text);
      if (typeof opened === 'object') return 'opened';
      assert.equal(opened, 'unknown-key');
      await keys.learn(codec.keyIdOf(text));
      return typeof codec.open(text) === 'object' ? 'opened' : 'refused';
    };
    const seal = async () => {
      await keys.freshen();
      return codec.seal(claims);
    };
    return { keys, codec, seal, open };
  };
  return { a: await node(), b: await node(), time, store, stores };
}

const codeIs = (code: string) => (error: unknown) =>
  error instanceof DomainError && error.code === code;

test('a node opens a token of a key that it did not know', async (context) => {
  const { a, b } = await openNodes(context);
  const before = await b.seal();
  assert.equal((await a.keys.rotate(operator)).id, 2);
  const token = await a.seal();
  assert.equal(a.codec.keyIdOf(token), 2, 'a new key seals at once on the node that made it');
  assert.equal(await b.open(token), 'opened');
  assert.equal(b.codec.keyIdOf(await b.seal()), 2);
  assert.equal(await a.open(before), 'opened');
});

test('a node without such a token seals with the new key a little later', async (context) => {
  const { a, b, time } = await openNodes(context);
  await a.keys.rotate(operator);
  time.now += KEY_NOTICED_AFTER_MS - 1;
  assert.equal(b.codec.keyIdOf(await b.seal()), 1);
  time.now += 1;
  assert.equal(b.codec.keyIdOf(await b.seal()), 2);
});

test('a fresh ring reads for unknown keys only, and once for all of them', async (context) => {
  const { a, b, time } = await openNodes(context);
  await a.keys.rotate(operator);
  await a.keys.rotate(operator);
  const token = await a.seal();
  await a.keys.retire(operator, 2);
  time.now += KEY_NOTICED_AFTER_MS;
  assert.equal(await b.open(token), 'opened');
  time.reads = 0;
  assert.equal(b.keys.freshen(), null);
  assert.equal(await b.open(token), 'opened');
  const bytes = Buffer.from(token.slice(3), 'base64');
  for (const id of [0, 2]) {
    bytes.writeUInt32BE(id, 1);
    assert.equal(await b.open(`8A:${bytes.toString('base64')}`), 'refused');
  }
  assert.equal(time.reads, 0, 'ids below the newest have ended');
  bytes.writeUInt32BE(4, 1);
  const texts = Array.from({ length: 100 }, () => b.open(`8A:${bytes.toString('base64')}`));
  assert.deepEqual(new Set(await Promise.all(texts)), new Set(['refused']));
  assert.equal(time.reads, 1, 'a hundred tokens of unknown keys cause one read');
});

test('concurrent rotations each make a key with its own id', async (context) => {
  const { a, b } = await openNodes(context);
  const made = await Promise.all([a, b, a, b, a, b].map(({ keys }) => keys.rotate(operator)));
  assert.deepEqual(made.map(({ id }) => id).sort(), [2, 3, 4, 5, 6, 7]);
});

test('only one of several nodes makes a key when all rotate by age at once', async (context) => {
  const { a, b, time } = await openNodes(context);
  const rotate = () => Promise.all([a, b, a, b].map(({ keys }) => keys.rotateAfter(90 * DAY_MS)));
  time.now += 90 * DAY_MS - 1;
  assert.deepEqual(await rotate(), [null, null, null, null]);
  time.now += 1;
  assert.equal((await rotate()).filter(Boolean).length, 1);
  assert.equal((await rotate()).filter(Boolean).length, 0);
});

test('a superseded key opens until all its tokens have expired', async (context) => {
  const { a, b, time } = await openNodes(context);
  const token = await a.seal();
  const startMs = time.now;
  time.now += 1000;
  await a.keys.rotate(operator);
  const untilMs = time.now + KEY_KEPT_MS;
  assert.deepEqual(await b.keys.list(), [
    { id: 1, createdAtMs: startMs, state: 'superseded', untilMs },
    { id: 2, createdAtMs: startMs + 1000, state: 'current', untilMs: null },
  ]);
  time.now = untilMs - 1;
  assert.deepEqual(await b.keys.forgetEnded(), []);
  assert.equal(await b.open(token), 'opened');
  time.now = untilMs;
  assert.deepEqual(await b.keys.forgetEnded(), [1]);
  assert.equal(await a.open(token), 'refused');
});

test('a retired key opens nothing, on other nodes a little later', async (context) => {
  const { a, b, time } = await openNodes(context);
  const token = await a.seal();
  await assert.rejects(a.keys.retire(operator, 1), codeIs('conflict'));
  await a.keys.rotate(operator);
  await a.keys.retire(operator, 1);
  assert.equal(await a.open(token), 'refused');
  time.now += KEY_NOTICED_AFTER_MS;
  assert.equal(await b.open(token), 'refused');
  const [retired] = await a.keys.list();
  assert.equal(retired?.state, 'retired');
  await assert.rejects(a.keys.retire(operator, 1), codeIs('not-found'));
  await assert.rejects(a.keys.retire(operator, 9), codeIs('not-found'));
  time.now = retired?.untilMs ?? 0;
  assert.deepEqual(await a.keys.forgetEnded(), [1]);
});

test('each change of keys leaves an event', async (context) => {
  const { a, time, stores } = await openNodes(context);
  await a.keys.rotate(operator);
  await a.keys.rotateAfter(0);
  await a.keys.retire(operator, 2);
  await assert.rejects(a.keys.retire(operator, 2), codeIs('not-found'));
  time.now += KEY_KEPT_MS;
  assert.deepEqual(await a.keys.forgetEnded(), [1, 2]);
  const events = await stores.audit.listAfter({}, 0, 10);
  const told = events.map(({ action, operator, detail }) => [action, operator, detail]);
  const keys = 'access tokens';
  assert.deepEqual(told, [
    ['key-added', 'root@test', { keyId: 2, for: keys }],
    ['key-added', null, { keyId: 3, for: keys, by: 'age' }],
    ['key-retired', 'root@test', { keyId: 2, for: keys }],
    ['key-removed', null, { keyId: 1, for: keys, by: 'age' }],
    ['key-removed', null, { keyId: 2, for: keys, by: 'age' }],
  ]);
});

test('the number of keys is limited', async (context) => {
  const { a, store, time } = await openNodes(context);
  const key = await createKey(1, time.now);
  for (let id = 2; id <= KEYS_MAX; id += 1) await store.add({ ...key, id, retiredAtMs: 1 });
  await assert.rejects(a.keys.rotate(operator), codeIs('conflict'));
});

test('no setting lets a token live longer than its key', () => {
  const accessTokenLifetimeSeconds = ACCESS_TOKEN_LIFETIME_MS_MAX / 1000;
  assert.ok(settingsSchema.safeParse({ accessTokenLifetimeSeconds }).success);
  const more = { accessTokenLifetimeSeconds: accessTokenLifetimeSeconds + 1 };
  assert.ok(!settingsSchema.safeParse(more).success);
});

test('a change feed makes the end of a key known at once', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const file = join(folder, 'ticketoffice.db');
  const [here, elsewhere] = [await openSqliteStores(file), await openSqliteStores(file)];
  context.after(async () => {
    for (const stores of [here, elsewhere]) await stores.close();
    await rm(folder, { recursive: true });
  });
  const clock = { now: () => Date.UTC(2031, 4, 17) };
  for (const id of [1, 2]) await here.keys.add(await createKey(id, clock.now()));
  const feed = await here.watchChanges();
  const changes = changesOn(here, clock);
  const keys = await TokenKeys.open({ store: here.keys, changes, masterKeys, clock, feed });
  await keys.freshen();
  assert.ok(keys.find(1));
  await nextTurn();
  assert.equal(keys.freshen(), null, 'nothing changed, so nothing is read');
  await elsewhere.keys.retire(1, clock.now());
  await nextTurn();
  await keys.freshen();
  assert.equal(keys.find(1), null);
});
