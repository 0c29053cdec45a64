/** Links, passwords and cookies of the console in the hands of an attacker. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { operator } from '../support/operator.ts';
import { ConsoleScene, cookieOf, requireRefusal } from './console-scene.ts';

const LIMIT = { timeout: 60_000 };
const MINUTE_MS = 60_000;
const PASSWORD = 'right-secret-of-eve-1';
/** Failures from one network until a name is locked. */
const FAILURES_MAX = 10;

const refused = [401, 'sign-in-refused'] as const;

const enter = (scene: ConsoleScene, secret: string, cookie: string | null = null) =>
  scene.call('POST', '/api/session/link', { body: { secret }, cookie });
const signIn = (scene: ConsoleScene, name: string, password: string) =>
  scene.call('POST', '/api/session/password', { body: { name, password } });
const statusWith = async (scene: ConsoleScene, cookie: string) =>
  (await scene.call('GET', '/api/keys', { cookie })).status;

describe('a link to the console', LIMIT, () => {
  it('is good for one of many who use it at the same time', async (context) => {
    const scene = await ConsoleScene.start(context);
    for (let round = 0; round < 5; round += 1) {
      const { secret } = await scene.link('operator');
      const answers = await Promise.all(Array.from({ length: 12 }, () => enter(scene, secret)));
      const statuses = answers.map(({ status }) => status).toSorted();
      assert.deepEqual(statuses, [201, ...Array.from({ length: 11 }, () => 401)]);
    }
  });

  it('is good until the last moment of five minutes', async (context) => {
    const clock = { atMs: Date.parse('2026-11-22T12:00:00Z'), now: () => clock.atMs };
    const scene = await ConsoleScene.start(context, { clock });
    const [early, late] = [await scene.link('viewer'), await scene.link('viewer')];
    clock.atMs += 5 * MINUTE_MS - 1;
    assert.equal((await enter(scene, early.secret)).status, 201);
    clock.atMs += 1;
    requireRefusal(await enter(scene, late.secret), refused);
  });

  it('is no session, and a session is no link', async (context) => {
    const scene = await ConsoleScene.start(context);
    const { secret } = await scene.link('operator');
    const [name = '', session = ''] = (await scene.signIn()).split('=');
    assert.equal(await statusWith(scene, `${name}=${secret}`), 401);
    requireRefusal(await enter(scene, session), refused);
  });

  it('has one spelling', async (context) => {
    const scene = await ConsoleScene.start(context);
    const { secret } = await scene.link('operator');
    const near = [secret.toLowerCase(), `${secret}=`, ` ${secret}`, secret.slice(1), `#${secret}`];
    for (const spelling of [...near, `${secret}\u0000`]) {
      assert.notEqual((await enter(scene, spelling)).status, 201, spelling);
    }
    assert.equal((await enter(scene, secret)).status, 201);
  });

  it('leaves no secret in the database, and neither does its session', async (context) => {
    const scene = await ConsoleScene.start(context);
    const { secret } = await scene.link('operator');
    const [, session = ''] = (await scene.signIn()).split('=');
    const bytes = await scene.installation.readDatabase();
    for (const text of [secret, session]) assert.ok(!bytes.includes(text));
  });
});

describe('a cookie that was planted before', LIMIT, () => {
  it('is replaced at each sign-in, and gets no rights by it', async (context) => {
    const scene = await ConsoleScene.start(context);
    const attackers = await scene.signIn('viewer');
    const invented = attackers.replace(/=.*/, `=${'A'.repeat(43)}`);
    for (const planted of [attackers, invented]) {
      const { secret } = await scene.link('operator');
      const answer = await enter(scene, secret, planted);
      assert.equal(answer.status, 201);
      assert.match(cookieOf(answer), /=[\w-]{43}$/);
      assert.ok(![attackers, invented].includes(cookieOf(answer)));
    }
    assert.equal(await statusWith(scene, invented), 401);
    const { json } = await scene.call('GET', '/api/session', { cookie: attackers });
    assert.equal((json as { readonly role: string }).role, 'viewer');
  });
});

describe('a password that is guessed', LIMIT, () => {
  it('is refused alike for all names, also when it is right at last', async (context) => {
    const clock = { atMs: Date.parse('2026-11-22T12:00:00Z'), now: () => clock.atMs };
    const scene = await ConsoleScene.start(context, { clock });
    await scene.addOperator('eve', PASSWORD);
    const told = new Set<string>();
    for (const name of ['eve', 'mallory']) {
      for (let count = 0; count < FAILURES_MAX; count += 1) {
        const answer = await signIn(scene, name, `wrong-secret-${count}`);
        requireRefusal(answer, refused);
        told.add(answer.text);
      }
    }
    told.add((await signIn(scene, 'EVE', PASSWORD)).text);
    assert.equal(told.size, 1, [...told].join('\n'));
    clock.atMs += 16 * MINUTE_MS;
    assert.equal((await signIn(scene, 'eve', PASSWORD)).status, 201);
  });

  it('leaves a trace, without what was typed', async (context) => {
    const scene = await ConsoleScene.start(context);
    await scene.addOperator('eve', PASSWORD);
    for (let count = 0; count < FAILURES_MAX; count += 1) {
      await signIn(scene, 'eve', 'typed-secret-77');
    }
    await signIn(scene, 'my-password-as-name', 'typed-secret-77');
    const cookie = await scene.signIn('viewer');
    const { text } = await scene.call('GET', '/api/audit?limit=1000', { cookie });
    assert.match(text, /"operator":"operator:eve"/);
    assert.match(text, /"operator-locked"/);
    const bytes = await scene.installation.readDatabase();
    for (const secret of ['typed-secret-77', 'my-password-as-name', PASSWORD]) {
      assert.ok(!text.includes(secret) && !bytes.includes(secret), secret);
    }
  });

  it('that was replaced ends the sessions that it started', async (context) => {
    const scene = await ConsoleScene.start(context);
    await scene.addOperator('eve', PASSWORD);
    const cookie = cookieOf(await signIn(scene, 'eve', PASSWORD));
    assert.equal(await statusWith(scene, cookie), 200);
    const { operators } = scene.installation.registry.console;
    await operators.setPassword(operator, 'eve', `${PASSWORD}-new`);
    assert.equal(await statusWith(scene, cookie), 401);
    requireRefusal(await signIn(scene, 'eve', PASSWORD), refused);
  });
});
