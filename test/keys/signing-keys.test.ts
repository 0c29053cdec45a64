import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AuditTrail } from '../../src/domain/audit/audit-trail.ts';
import { Changes } from '../../src/domain/changes.ts';
import { createSigningKey, openSigningKey } from '../../src/domain/keys/signing-key.ts';
import { SigningKeys } from '../../src/domain/keys/signing-keys.ts';
import { sampleInstallation } from '../conformance/samples.ts';
import { openTemporarySqlite } from '../conformance/temporary-sqlite.ts';
import { memoryMasterKeys, sealingWith } from '../support/memory-master-keys.ts';
import { operator } from '../support/operator.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const masterKeys = memoryMasterKeys();
const sealing = sealingWith(masterKeys);

const NOW = { createdAtMs: 0, signsFromMs: 0 };

/** Two processes on one database. */
async function createTwo(context: TestContext) {
  const time = { nowMs: Date.parse('2026-11-22T12:00:00Z') };
  const clock = { now: () => time.nowMs };
  const { stores, dispose } = await openTemporarySqlite();
  context.after(dispose);
  await stores.installation.create(sampleInstallation({ masterKeyId: masterKeys.newest.id }));
  const trail = new AuditTrail({ store: stores.audit, clock });
  const changes = new Changes({ stores, trail, clock });
  const options = { store: stores.signingKeys, changes, masterKeys, clock, feed: null };
  return { time, stores, keys: new SigningKeys(options), others: new SigningKeys(options) };
}

const idsOf = async (keys: SigningKeys) => (await keys.published()).map(({ keyId }) => keyId);

describe('the signing keys', () => {
  it('start with one key for each algorithm, which signs at once', async (context) => {
    const { keys, others } = await createTwo(context);
    const first = await keys.current('ES256');
    assert.equal((await keys.current('ES256')).keyId, first.keyId);
    assert.equal((await others.current('ES256')).keyId, first.keyId);
    const other = await keys.current('EdDSA');
    assert.equal(other.algorithm, 'EdDSA');
    assert.notEqual(other.keyId, first.keyId);
    assert.equal((await keys.current('ES256')).keyId, first.keyId);
  });

  it('publish a new key ten minutes before it signs', async (context) => {
    const { time, keys, others } = await createTwo(context);
    const old = await keys.current('ES256');
    assert.deepEqual(await idsOf(others), [old.keyId]);
    time.nowMs += HOUR_MS;
    const next = await keys.rotate(operator, 'ES256', false);
    assert.deepEqual(await idsOf(keys), [old.keyId, next.keyId]);
    time.nowMs += 10 * MINUTE_MS - 1;
    assert.equal((await keys.current('ES256')).keyId, old.keyId);
    assert.deepEqual(await idsOf(others), [old.keyId, next.keyId]);
    time.nowMs += 1;
    for (const each of [keys, others]) {
      assert.equal((await each.current('ES256')).keyId, next.keyId);
    }
  });

  it('publish a superseded key for 25 hours and then remove it', async (context) => {
    const { time, stores, keys } = await createTwo(context);
    const old = await keys.current('ES256');
    await keys.current('EdDSA');
    time.nowMs += HOUR_MS;
    await keys.rotate(operator, 'ES256', false);
    time.nowMs += 10 * MINUTE_MS + 25 * HOUR_MS - 1;
    assert.deepEqual(await keys.forgetEnded(), []);
    assert.equal((await keys.find(old.keyId))?.keyId, old.keyId);
    time.nowMs += 1;
    assert.deepEqual(await keys.forgetEnded(), [old.keyId]);
    assert.equal(await keys.find(old.keyId), null);
    assert.deepEqual(
      (await stores.signingKeys.list()).map(({ algorithm }) => algorithm),
      ['EdDSA', 'ES256'],
    );
  });

  it('stop publishing and using a retired key at once', async (context) => {
    const { keys, others } = await createTwo(context);
    const { keyId } = await keys.current('ES256');
    assert.ok(await others.find(keyId));
    assert.equal(await keys.retire(operator, keyId), true);
    assert.equal(await keys.retire(operator, keyId), false);
    assert.deepEqual(await idsOf(keys), []);
    for (const each of [keys, others]) assert.equal(await each.find(keyId), null);
    assert.notEqual((await keys.current('ES256')).keyId, keyId);
  });

  it('sign with the next key at once when the current key is retired', async (context) => {
    const { keys } = await createTwo(context);
    const old = await keys.current('ES256');
    const next = await keys.rotate(operator, 'ES256', false);
    assert.equal((await keys.current('ES256')).keyId, old.keyId);
    await keys.retire(operator, old.keyId);
    assert.equal((await keys.current('ES256')).keyId, next.keyId);
  });

  it('never sign with a superseded key again', async (context) => {
    const { time, keys, others } = await createTwo(context);
    await keys.current('ES256');
    time.nowMs += MINUTE_MS;
    const second = await keys.rotate(operator, 'ES256', true);
    time.nowMs += MINUTE_MS;
    assert.equal(await others.retire(operator, second.keyId), true);
    const third = await others.current('ES256');
    const states = (await keys.list()).map(({ keyId, state }) => [keyId, state]);
    assert.deepEqual(states.slice(1), [
      [second.keyId, 'retired'],
      [third.keyId, 'current'],
    ]);
    assert.equal((await keys.list())[0]?.untilMs, second.signsFromMs + 25 * HOUR_MS);
  });

  it('do not supersede a key with one that was retired before it signed', async (context) => {
    const { time, keys } = await createTwo(context);
    const first = await keys.current('ES256');
    const never = await keys.rotate(operator, 'ES256', false);
    await keys.retire(operator, never.keyId);
    time.nowMs += HOUR_MS;
    assert.equal((await keys.current('ES256')).keyId, first.keyId);
    const last = await keys.rotate(operator, 'ES256', true);
    const [superseded] = await keys.list();
    assert.equal(superseded?.untilMs, last.signsFromMs + 25 * HOUR_MS);
  });

  it('rotate by age, and make one first key for concurrent callers', async (context) => {
    const { time, stores, keys } = await createTwo(context);
    const asked = await Promise.all([1, 2, 3].map(() => keys.current('ES256')));
    assert.equal((await stores.signingKeys.list()).length, 1);
    assert.equal(new Set(asked.map(({ keyId }) => keyId)).size, 1);
    time.nowMs += HOUR_MS - 1;
    assert.equal(await keys.rotateAfter('ES256', HOUR_MS), null);
    assert.equal(await keys.rotateAfter('EdDSA', 0), null, 'no key was requested');
    time.nowMs += 1;
    assert.equal((await keys.rotateAfter('ES256', HOUR_MS))?.state, 'coming');
    assert.equal(await keys.rotateAfter('ES256', HOUR_MS), null);
  });

  it('leave an event of each change, which names only the key', async (context) => {
    const { time, stores, keys } = await createTwo(context);
    const first = await keys.current('ES256');
    const next = await keys.rotate(operator, 'ES256', true);
    await keys.retire(operator, first.keyId);
    time.nowMs += 26 * HOUR_MS;
    await keys.forgetEnded();
    const events = await stores.audit.listAfter({}, 0, 10);
    const told = events.map(({ action, operator, detail }) => ({ action, operator, ...detail }));
    const about = { keyId: first.keyId, for: 'jwt' };
    const by = { operator: 'root@test' };
    const age = { operator: null, by: 'age' };
    const added = { action: 'key-added', algorithm: 'ES256', for: 'jwt' };
    assert.deepEqual(told, [
      { ...added, keyId: first.keyId, ...age, by: 'first use' },
      { ...added, keyId: next.keyId, ...by },
      { action: 'key-retired', ...about, ...by },
      { action: 'key-removed', ...about, ...age },
    ]);
  });

  it('notice a key of another process within five seconds', async (context) => {
    const { time, keys, others } = await createTwo(context);
    await keys.current('ES256');
    await others.published();
    const next = await keys.rotate(operator, 'ES256', false);
    assert.equal((await idsOf(others)).includes(next.keyId), false);
    time.nowMs += 5_000;
    assert.ok((await idsOf(others)).includes(next.keyId));
  });
});

describe('a signing key', () => {
  it('opens only with the master key that sealed it, under its own id', async () => {
    const [key, other] = [
      await createSigningKey('ES256', masterKeys, sealing, NOW),
      await createSigningKey('ES256', masterKeys, sealing, NOW),
    ];
    assert.equal((await openSigningKey(key, masterKeys)).keyId, key.keyId);
    await assert.rejects(openSigningKey(key, memoryMasterKeys()), { code: 'unavailable' });
    const moved = { ...key, sealed: other.sealed };
    await assert.rejects(openSigningKey(moved, masterKeys), /changed in the database, or moved/);
  });

  it('does not reveal its private key', async () => {
    for (const algorithm of ['ES256', 'EdDSA'] as const) {
      const key = await createSigningKey(algorithm, masterKeys, sealing, NOW);
      assert.equal('d' in key.publicJwk, false);
    }
  });
});
