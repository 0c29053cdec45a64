/** Links, passwords and cookies of the console in the hands of an attacker. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { OperatorRole } from '../../src/domain/operators/operator.ts';
import { operator } from '../support/operator.ts';
import { ConsoleScene, cookieIn, errorIn } from './scene.ts';

const LIMIT = { timeout: 60_000 };
const MINUTE_MS = 60_000;
const PASSWORD = 'right-secret-of-eve-1';
/** Failures from one network until a name is locked. */
const FAILURES_MAX = 10;

let scene: ConsoleScene;
beforeEach(async () => {
  scene = await ConsoleScene.open();
});
afterEach(() => scene.close());

describe('a link to the console', LIMIT, () => {
  it('is good once', async () => {
    const secret = await scene.makeLink();
    assert.equal((await scene.enter(secret)).status, 201);
    const again = await scene.enter(secret);
    assert.equal(again.status, 401);
    assert.equal(again.fields['set-cookie'], undefined);
  });

  it('is good for one of many who use it at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const secret = await scene.makeLink();
      const answers = await Promise.all(Array.from({ length: 12 }, () => scene.enter(secret)));
      const statuses = answers.map(({ status }) => status).toSorted();
      assert.deepEqual(statuses, [201, ...Array.from({ length: 11 }, () => 401)]);
    }
  });

  it('is good for five minutes', async () => {
    const [early, late] = [await scene.makeLink(), await scene.makeLink()];
    scene.clock.nowMs += 5 * MINUTE_MS - 1;
    assert.equal((await scene.enter(early)).status, 201);
    scene.clock.nowMs += 1;
    assert.equal((await scene.enter(late)).status, 401);
    scene.clock.nowMs -= MINUTE_MS;
  });

  it('is no session, and a session is no link', async () => {
    const secret = await scene.makeLink();
    const cookie = await scene.signIn();
    const [name = '', session = ''] = cookie.split('=');
    assert.equal(await scene.statusWith(`${name}=${secret}`), 401);
    assert.equal((await scene.enter(session)).status, 401);
  });

  it('is not guessed by another spelling', async () => {
    const secret = await scene.makeLink();
    const spellings = [
      secret.toLowerCase(),
      `${secret}=`,
      ` ${secret}`,
      secret.slice(0, -1),
      `${secret}\u0000`,
      `#${secret}`,
      encodeURIComponent(`${secret}/`),
    ];
    for (const spelling of spellings) {
      assert.notEqual((await scene.enter(spelling)).status, 201, spelling);
    }
    assert.equal((await scene.enter(secret)).status, 201);
  });

  it('leaves only a hash in the database, as a session does', async () => {
    const secret = await scene.makeLink();
    const [, session = ''] = (await scene.signIn()).split('=');
    const bytes = await scene.installation.readDatabase();
    for (const text of [secret, session]) assert.ok(!bytes.includes(text));
  });
});

describe('the cookie of the console', LIMIT, () => {
  it('is out of reach of scripts, other sites and plain names', async () => {
    const answer = await scene.enter(await scene.makeLink());
    const [set = ''] = answer.fields['set-cookie'] ?? [];
    assert.match(set, /^ticketoffice-[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it('is a new one at each sign-in, whatever was planted before', async () => {
    const attacker = await scene.signIn('viewer');
    const planted = [attacker, attacker.replace(/=.*/, `=${'A'.repeat(43)}`)];
    for (const cookie of planted) {
      const answer = await scene.enter(await scene.makeLink('operator'), cookie);
      assert.equal(answer.status, 201);
      assert.ok(!planted.includes(cookieIn(answer)));
    }
    assert.equal(await scene.statusWith(planted[1]), 401);
    const { text } = await scene.ask({ path: '/api/session', cookie: attacker });
    assert.equal(JSON.parse(text).role, 'viewer');
  });

  it('is trusted by nobody if there are two of its name', async () => {
    const [own, planted] = [await scene.signIn(), await scene.signIn('viewer')];
    assert.equal(await scene.statusWith(`${own}; ${planted}`), 401);
    assert.equal(await scene.statusWith(`${planted}; ${own}`), 401);
    assert.equal(await scene.statusWith(`${own}; other=1`), 200);
  });

  it('ends on the server when the operator signs out', async () => {
    const cookie = await scene.signIn();
    const other = await scene.signIn();
    const out = await scene.ask({ method: 'DELETE', path: '/api/session', body: {}, cookie });
    assert.equal(out.status, 204);
    assert.match(`${out.fields['set-cookie']}`, /Max-Age=0/);
    assert.equal(await scene.statusWith(cookie), 401);
    assert.equal(await scene.statusWith(other), 200);
  });

  it('of another installation on the same host opens nothing, and both stay signed in', async () => {
    const neighbour = await ConsoleScene.open();
    try {
      const [own, others] = [await scene.signIn(), await neighbour.signIn()];
      assert.notEqual(own.split('=')[0], others.split('=')[0]);
      assert.equal(await scene.statusWith(others), 401);
      const renamed = others.replace(/^[^=]+/, own.split('=')[0] ?? '');
      assert.equal(await scene.statusWith(renamed), 401);
      // A browser sends the cookies of a host to all its ports.
      const both = `${others}; ${own}`;
      assert.equal(await scene.statusWith(both), 200);
      assert.equal(await neighbour.statusWith(both), 200);
      await scene.ask({ method: 'DELETE', path: '/api/session', body: {}, cookie: both });
      assert.equal(await scene.statusWith(both), 401);
      assert.equal(await neighbour.statusWith(both), 200);
    } finally {
      await neighbour.close();
    }
  });
});

describe('signing in by password', LIMIT, () => {
  const add = (name: string, role: OperatorRole = 'operator') =>
    scene.installation.registry.console.operators.add(operator, { name, role }, PASSWORD);
  const signIn = (name: string, password: string) =>
    scene.ask({ method: 'POST', path: '/api/session/password', body: { name, password } });

  it('is locked after failures, for the right password too, and says the same for all', async () => {
    await add('eve');
    const refusals = new Set<string>();
    for (const name of ['eve', 'mallory']) {
      for (let count = 0; count < FAILURES_MAX; count += 1) {
        const answer = await signIn(name, `wrong-secret-${count}`);
        assert.equal(answer.status, 401);
        refusals.add(answer.text);
      }
    }
    const locked = await signIn('EVE', PASSWORD);
    assert.equal(locked.status, 401);
    refusals.add(locked.text);
    assert.equal(refusals.size, 1, [...refusals].join('\n'));
    scene.clock.nowMs += 16 * MINUTE_MS;
    assert.equal((await signIn('eve', PASSWORD)).status, 201);
  });

  it('leaves a trace of each refusal, without what was typed', async () => {
    await add('eve');
    for (let count = 0; count < FAILURES_MAX; count += 1) await signIn('eve', 'typed-secret-77');
    await signIn('my-password-as-name', 'typed-secret-77');
    const cookie = await scene.signIn('viewer');
    const { text } = await scene.ask({ path: '/api/audit?limit=1000', cookie });
    assert.match(text, /"operator:eve"/);
    assert.match(text, /operator-locked/);
    assert.doesNotMatch(text, /typed-secret|my-password-as-name/);
    const bytes = await scene.installation.readDatabase();
    for (const secret of ['typed-secret-77', 'my-password-as-name', PASSWORD]) {
      assert.ok(!bytes.includes(secret), secret);
    }
  });

  it('works for no user of a tenant', async () => {
    const answer = await signIn('bench', 'bench');
    assert.equal(errorIn(answer), 'sign-in-refused');
  });

  it('ends when the operator is removed or gets another password', async () => {
    await add('eve');
    const { operators: known } = scene.installation.registry.console;
    const first = cookieIn(await signIn('eve', PASSWORD));
    await known.setPassword(operator, 'eve', `${PASSWORD}-new`);
    assert.equal(await scene.statusWith(first), 401);
    const second = cookieIn(await signIn('eve', `${PASSWORD}-new`));
    await known.remove(operator, 'eve');
    assert.equal(await scene.statusWith(second), 401);
    assert.equal((await signIn('eve', `${PASSWORD}-new`)).status, 401);
  });
});
