/** Sessions at the console: how long they last, and what ends them. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sweepExpired } from '../../src/domain/sessions/sweeper.ts';
import { operator } from '../support/operator.ts';
import {
  addOperator,
  type ConsoleScene,
  caller,
  HOUR_MS,
  logIn,
  MINUTE_MS,
  makeConsoleScene,
} from './console-scene.ts';

let scene: ConsoleScene;
before(async () => {
  scene = await makeConsoleScene();
  await addOperator(scene, 'anna', 'operator');
});
after(() => scene.installation.close());

const resume = (secret: string) => scene.registry.console.consoleSessions.resume(secret, caller);
const open = (secret: string) => scene.registry.console.consoleSessions.open(secret, caller);

async function start(name = 'anna'): Promise<string> {
  const started = await logIn(scene, name);
  assert.ok(started);
  return started.secret;
}

it('a session acts as its operator, from the address of each request', async () => {
  const secret = await start();
  const elsewhere = { address: '198.51.100.1', userAgent: null };
  const opened = await scene.registry.console.consoleSessions.resume(secret, elsewhere);
  assert.deepEqual(opened?.actor, {
    kind: 'operator',
    name: 'operator:anna',
    role: 'operator',
    caller: elsewhere,
  });
  for (const text of ['', 'x', `${secret}x`, secret.toLowerCase()]) {
    assert.equal(await resume(text), null);
  }
});

it('a session ends 30 minutes after its last use', async () => {
  const secret = await start();
  scene.wait(30 * MINUTE_MS - 1);
  assert.ok(await resume(secret));
  scene.wait(30 * MINUTE_MS - 1);
  assert.ok(await open(secret));
  scene.wait(1);
  assert.equal(await open(secret), null);
  assert.equal(await resume(secret), null);
});

it('opening a session does not prolong it', async () => {
  const secret = await start();
  scene.wait(29 * MINUTE_MS);
  assert.ok(await open(secret));
  scene.wait(MINUTE_MS);
  assert.equal(await open(secret), null);
});

it('a session ends after 8 hours, however much it is used', async () => {
  const secret = await start();
  for (let minutes = 0; minutes < 8 * 60 - 10; minutes += 10) {
    assert.ok(await resume(secret), `after ${minutes} minutes`);
    scene.wait(10 * MINUTE_MS);
  }
  const last = await resume(secret);
  assert.equal(last?.session.idleEndsAtMs, last?.session.endsAtMs);
  scene.wait(10 * MINUTE_MS);
  assert.equal(await resume(secret), null);
});

it('a use is written at most once in a minute', async () => {
  const secret = await start();
  const before = (await open(secret))?.session.idleEndsAtMs;
  scene.wait(MINUTE_MS - 1);
  await resume(secret);
  assert.equal((await open(secret))?.session.idleEndsAtMs, before);
  scene.wait(1);
  const used = await resume(secret);
  assert.equal(used?.session.idleEndsAtMs, (before ?? 0) + MINUTE_MS);
  assert.deepEqual((await open(secret))?.session, used?.session);
});

it('a logout ends a session, and is recorded once', async () => {
  const secret = await start();
  const opened = await open(secret);
  assert.ok(opened);
  const { consoleSessions } = scene.registry.console;
  await consoleSessions.end(opened);
  await consoleSessions.end(opened);
  assert.equal(await open(secret), null);
  const [last, ...earlier] = await scene.registry.stores.audit.listLatest({}, 2);
  assert.deepEqual([last?.action, last?.operator], ['console-logout', 'operator:anna']);
  assert.deepEqual(
    earlier.map(({ action }) => action),
    ['console-login'],
  );
});

it('a session ends with its operator, and with the password', async () => {
  const { operators } = scene.registry.console;
  await addOperator(scene, 'bo');
  const [first, annas] = [await start('bo'), await start()];
  assert.equal(await operators.setPassword(operator, 'bo', 'correct horse battery'), 1);
  assert.equal(await open(first), null);
  const second = await start('bo');
  assert.equal(await operators.remove(operator, 'bo'), 1);
  assert.equal(await open(second), null);
  assert.ok(await open(annas), 'another operator stays');
});

it('the sweeper removes sessions and links that have ended', async () => {
  const { consoleLogins } = scene.registry.console;
  const link = () => consoleLogins.makeLink(operator, { name: 'root@crm1', role: 'viewer' });
  const sweep = async () => {
    const { expired } = scene.registry.stores;
    const retention = { csSessionIdleMs: HOUR_MS, auditRetentionMs: 10_000 * HOUR_MS };
    const { signal } = new AbortController();
    return sweepExpired(expired, scene.registry.clock, retention, signal);
  };
  scene.wait(9 * HOUR_MS);
  await sweep();
  await Promise.all([link(), link(), start()]);
  assert.deepEqual(await consoleRows(sweep), [0, 0]);
  scene.wait(5 * MINUTE_MS);
  assert.deepEqual(await consoleRows(sweep), [2, 0]);
  scene.wait(25 * MINUTE_MS);
  assert.deepEqual(await consoleRows(sweep), [0, 1]);
});

async function consoleRows(sweep: () => ReturnType<typeof sweepExpired>) {
  const { consoleLinks, consoleSessions } = await sweep();
  return [consoleLinks, consoleSessions];
}
