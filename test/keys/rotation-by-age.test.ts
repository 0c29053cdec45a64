/** A running server rotates keys by age and removes keys that have ended. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { startServer } from '../../src/server.ts';
import { settingsSchema } from '../../src/settings.ts';
import { startDemoServer } from '../support/demo-server.ts';

const DAY_MS = 24 * 3_600_000;

test('a server rotates old keys at its start, and later removes them', async () => {
  let now = Date.parse('2026-11-22T12:00:00Z');
  const demo = await startDemoServer({ clock: { now: () => now } });
  const { tokenKeys, signingKeys, stores } = demo.registry;
  const first = await signingKeys.current('ES256');
  const restart = async (keyRotationDays: number) => {
    const settings = settingsSchema.parse({ port: 0, keyRotationDays });
    return startServer(demo.registry, settings, null, pino({ level: 'silent' }));
  };
  now += 30 * DAY_MS;
  for (const days of [0, 31]) await (await restart(days)).close();
  assert.equal((await tokenKeys.list()).length, 1);
  const rotating = await restart(30);
  while ((await signingKeys.list()).length < 2) await nextTurn();
  assert.deepEqual(
    (await tokenKeys.list()).map(({ id, state }) => `${id} ${state}`),
    ['1 superseded', '2 current'],
  );
  assert.deepEqual(
    (await signingKeys.list()).map(({ state }) => state),
    ['current', 'coming'],
  );
  await rotating.close();
  const events = await stores.audit.listLatest({}, 10);
  assert.deepEqual(
    events.flatMap(({ action, detail }) =>
      action === 'key-added' ? [`${detail['for']}, by ${detail['by']}`] : [],
    ),
    ['jwt, by age', 'access tokens, by age', 'jwt, by first use'],
  );
  now += 2 * DAY_MS;
  const forgetting = await restart(30);
  while ((await signingKeys.list()).length > 1) await nextTurn();
  await forgetting.close();
  assert.deepEqual(
    (await tokenKeys.list()).map(({ id }) => id),
    [2],
  );
  assert.notEqual((await signingKeys.current('ES256')).keyId, first.keyId);
  await demo.close();
});
