/** Signing in at the console, and the ends of its sessions. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '../../src/domain/clock.ts';
import { operator } from '../support/operator.ts';
import { ConsoleScene, cookieOf, requireRefusal } from './console-scene.ts';

const LIMIT = { timeout: 60_000 };
const PASSWORD = 'a long enough password';
const MINUTE_MS = 60_000;

class MovedClock implements Clock {
  atMs = Date.parse('2031-01-31T12:00:00Z');

  now(): number {
    return this.atMs;
  }
}

const refused = [401, 'sign-in-refused'] as const;
const ended = [401, 'not-signed-in'] as const;

describe('signing in', LIMIT, () => {
  it('by a link works once, and for five minutes', async (context) => {
    const clock = new MovedClock();
    const scene = await ConsoleScene.start(context, { clock });
    const body = await scene.link('operator');
    const signIn = (secret: object) => scene.call('POST', '/api/session/link', { body: secret });
    assert.equal((await signIn(body)).status, 201);
    requireRefusal(await signIn(body), refused);
    const late = await scene.link('operator');
    clock.atMs += 5 * MINUTE_MS;
    requireRefusal(await signIn(late), refused);
    requireRefusal(await signIn({ secret: 'x' }), refused);
  });

  it('by a password works for the operator alone', async (context) => {
    const scene = await ConsoleScene.start(context);
    await scene.addOperator('Olav', PASSWORD, 'viewer');
    const signIn = (name: string, password: string) =>
      scene.call('POST', '/api/session/password', { body: { name, password } });
    const answer = await signIn('olav', PASSWORD);
    assert.equal(answer.status, 201, answer.text);
    const { operator: name, role } = answer.json as Readonly<Record<string, unknown>>;
    assert.deepEqual([name, role], ['operator:Olav', 'viewer']);
    requireRefusal(await signIn('Olav', 'wrong'), refused);
    requireRefusal(await signIn('Nobody', PASSWORD), refused);
    const events = await scene.installation.registry.stores.audit.listLatest({}, 10);
    assert.ok(!JSON.stringify(events).includes('Nobody'));
  });

  it('is locked after many wrong passwords', async (context) => {
    const scene = await ConsoleScene.start(context);
    await scene.addOperator('Olav', PASSWORD);
    const signIn = (password: string) =>
      scene.call('POST', '/api/session/password', { body: { name: 'Olav', password } });
    for (let tries = 0; tries < 10; tries += 1) requireRefusal(await signIn('wrong'), refused);
    requireRefusal(await signIn(PASSWORD), refused);
  });
});

describe('a session', LIMIT, () => {
  it('ends half an hour after its last use by a person', async (context) => {
    const clock = new MovedClock();
    const scene = await ConsoleScene.start(context, { clock });
    const cookie = await scene.signIn();
    const ask = (path: string) => scene.call('GET', `/api${path}`, { cookie });
    clock.atMs += 29 * MINUTE_MS;
    assert.equal((await ask('/keys')).status, 200);
    clock.atMs += 29 * MINUTE_MS;
    // A page asks for these by itself.
    for (const path of ['/session', '/overview']) assert.equal((await ask(path)).status, 200);
    clock.atMs += 1 * MINUTE_MS;
    for (const path of ['/session', '/keys']) requireRefusal(await ask(path), ended);
  });

  it('ends after eight hours, however much it is used', async (context) => {
    const clock = new MovedClock();
    const scene = await ConsoleScene.start(context, { clock });
    const cookie = await scene.signIn();
    const ask = () => scene.call('GET', '/api/keys', { cookie });
    for (let minutes = 20; minutes < 480; minutes += 20) {
      clock.atMs += 20 * MINUTE_MS;
      assert.equal((await ask()).status, 200, String(minutes));
    }
    clock.atMs += 20 * MINUTE_MS;
    requireRefusal(await ask(), ended);
  });

  it('ends with its operator', async (context) => {
    const scene = await ConsoleScene.start(context);
    await scene.addOperator('Olav', PASSWORD);
    const body = { name: 'Olav', password: PASSWORD };
    const cookie = cookieOf(await scene.call('POST', '/api/session/password', { body }));
    assert.equal((await scene.call('GET', '/api/keys', { cookie })).status, 200);
    await scene.installation.registry.console.operators.remove(operator, 'Olav');
    requireRefusal(await scene.call('GET', '/api/keys', { cookie }), ended);
  });
});
