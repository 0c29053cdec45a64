import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { createMasterKey } from './key-ring.ts';
import { createSigningKey, openSigningKey, type SealedSigningKey } from './signing-key.ts';
import { SigningKeys } from './signing-keys.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const masterKey = createSecretKey(createMasterKey());

const NOW = { createdAtMs: 0, signsFromMs: 0 };

/** Two processes on one database. */
function createTwo() {
  const time = { nowMs: Date.parse('2026-11-22T12:00:00Z') };
  const stored: SealedSigningKey[] = [];
  const store = {
    list: async () => stored.toSorted((a, b) => a.signsFromMs - b.signsFromMs),
    add: async (key: SealedSigningKey) => {
      stored.push(key);
    },
    retire: async (keyId: string, retiredAtMs: number) => {
      const at = stored.findIndex((key) => key.keyId === keyId && key.retiredAtMs === null);
      const key = stored[at];
      if (key) stored[at] = { ...key, sealed: new Uint8Array(), retiredAtMs };
      return key !== undefined;
    },
    remove: async (keyId: string) => {
      const at = stored.findIndex((key) => key.keyId === keyId);
      return at >= 0 && stored.splice(at, 1).length > 0;
    },
  };
  const options = { store, masterKey, clock: { now: () => time.nowMs }, feed: null };
  return { time, stored, keys: new SigningKeys(options), others: new SigningKeys(options) };
}

const idsOf = async (keys: SigningKeys) => (await keys.published()).map(({ keyId }) => keyId);

describe('the signing keys', () => {
  it('start with one key for each algorithm, which signs at once', async () => {
    const { keys, others } = createTwo();
    const first = await keys.current('ES256');
    assert.equal((await keys.current('ES256')).keyId, first.keyId);
    assert.equal((await others.current('ES256')).keyId, first.keyId);
    const other = await keys.current('EdDSA');
    assert.equal(other.algorithm, 'EdDSA');
    assert.notEqual(other.keyId, first.keyId);
    assert.equal((await keys.current('ES256')).keyId, first.keyId);
  });

  it('publish a new key ten minutes before it signs', async () => {
    const { time, keys, others } = createTwo();
    const old = await keys.current('ES256');
    assert.deepEqual(await idsOf(others), [old.keyId]);
    time.nowMs += HOUR_MS;
    const next = await keys.rotate('ES256', false);
    assert.deepEqual(await idsOf(keys), [old.keyId, next.keyId]);
    time.nowMs += 10 * MINUTE_MS - 1;
    assert.equal((await keys.current('ES256')).keyId, old.keyId);
    assert.deepEqual(await idsOf(others), [old.keyId, next.keyId]);
    time.nowMs += 1;
    for (const each of [keys, others]) {
      assert.equal((await each.current('ES256')).keyId, next.keyId);
    }
  });

  it('publish a superseded key for 25 hours and then remove it', async () => {
    const { time, stored, keys } = createTwo();
    const old = await keys.current('ES256');
    await keys.current('EdDSA');
    time.nowMs += HOUR_MS;
    await keys.rotate('ES256', false);
    time.nowMs += 10 * MINUTE_MS + 25 * HOUR_MS - 1;
    assert.deepEqual(await keys.forgetEnded(), []);
    assert.equal((await keys.find(old.keyId))?.keyId, old.keyId);
    time.nowMs += 1;
    assert.deepEqual(await keys.forgetEnded(), [old.keyId]);
    assert.equal(await keys.find(old.keyId), null);
    assert.deepEqual(
      stored.map(({ algorithm }) => algorithm),
      ['EdDSA', 'ES256'],
    );
  });

  it('stop publishing and using a retired key at once', async () => {
    const { keys, others } = createTwo();
    const { keyId } = await keys.current('ES256');
    assert.ok(await others.find(keyId));
    assert.equal(await keys.retire(keyId), true);
    assert.equal(await keys.retire(keyId), false);
    assert.deepEqual(await idsOf(keys), []);
    for (const each of [keys, others]) assert.equal(await each.find(keyId), null);
    assert.notEqual((await keys.current('ES256')).keyId, keyId);
  });

  it('sign with the next key at once when the current key is retired', async () => {
    const { keys } = createTwo();
    const old = await keys.current('ES256');
    const next = await keys.rotate('ES256', false);
    assert.equal((await keys.current('ES256')).keyId, old.keyId);
    await keys.retire(old.keyId);
    assert.equal((await keys.current('ES256')).keyId, next.keyId);
  });

  it('never sign with a superseded key again', async () => {
    const { time, keys, others } = createTwo();
    await keys.current('ES256');
    time.nowMs += MINUTE_MS;
    const second = await keys.rotate('ES256', true);
    time.nowMs += MINUTE_MS;
    assert.equal(await others.retire(second.keyId), true);
    const third = await others.current('ES256');
    const states = (await keys.list()).map(({ keyId, state }) => [keyId, state]);
    assert.deepEqual(states.slice(1), [
      [second.keyId, 'retired'],
      [third.keyId, 'current'],
    ]);
    assert.equal((await keys.list())[0]?.untilMs, second.signsFromMs + 25 * HOUR_MS);
  });

  it('do not supersede a key with one that was retired before it signed', async () => {
    const { time, keys } = createTwo();
    const first = await keys.current('ES256');
    const never = await keys.rotate('ES256', false);
    await keys.retire(never.keyId);
    time.nowMs += HOUR_MS;
    assert.equal((await keys.current('ES256')).keyId, first.keyId);
    const last = await keys.rotate('ES256', true);
    const [superseded] = await keys.list();
    assert.equal(superseded?.untilMs, last.signsFromMs + 25 * HOUR_MS);
  });

  it('rotate by age, and make one first key for concurrent callers', async () => {
    const { time, stored, keys } = createTwo();
    const asked = await Promise.all([1, 2, 3].map(() => keys.current('ES256')));
    assert.equal(stored.length, 1);
    assert.equal(new Set(asked.map(({ keyId }) => keyId)).size, 1);
    time.nowMs += HOUR_MS - 1;
    assert.equal(await keys.rotateAfter('ES256', HOUR_MS), null);
    assert.equal(await keys.rotateAfter('EdDSA', 0), null, 'no key was requested');
    time.nowMs += 1;
    assert.equal((await keys.rotateAfter('ES256', HOUR_MS))?.state, 'coming');
    assert.equal(await keys.rotateAfter('ES256', HOUR_MS), null);
  });

  it('notice a key of another process within five seconds', async () => {
    const { time, keys, others } = createTwo();
    await keys.current('ES256');
    await others.published();
    const next = await keys.rotate('ES256', false);
    assert.equal((await idsOf(others)).includes(next.keyId), false);
    time.nowMs += 5_000;
    assert.ok((await idsOf(others)).includes(next.keyId));
  });
});

describe('a signing key', () => {
  it('opens only with the master key that sealed it, under its own id', () => {
    const [key, other] = [
      createSigningKey('ES256', masterKey, NOW),
      createSigningKey('ES256', masterKey, NOW),
    ];
    assert.equal(openSigningKey(key, masterKey).keyId, key.keyId);
    const stranger = createSecretKey(createMasterKey());
    assert.throws(() => openSigningKey(key, stranger), /master key does not open the signing key/);
    const moved = { ...key, sealed: other.sealed };
    assert.throws(() => openSigningKey(moved, masterKey), /does not open/);
  });

  it('does not reveal its private key', () => {
    for (const algorithm of ['ES256', 'EdDSA'] as const) {
      assert.equal('d' in createSigningKey(algorithm, masterKey, NOW).publicJwk, false);
    }
  });
});
