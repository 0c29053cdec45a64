/** Logging in at the console. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { AuditAction, StoredAuditEvent } from '../../src/domain/audit/audit.ts';
import { PasswordHasher } from '../../src/domain/login/password.ts';
import { ConsoleLogins } from '../../src/domain/operators/console-logins.ts';
import { assertFails } from '../conformance/check.ts';
import { operator } from '../support/operator.ts';
import { addUser } from '../support/test-installation.ts';
import {
  addOperator,
  type ConsoleScene,
  caller,
  HOUR_MS,
  logIn,
  MINUTE_MS,
  makeConsoleScene,
  PASSWORD,
} from './console-scene.ts';

const identity = { name: 'root@crm1', role: 'operator' } as const;

let scene: ConsoleScene;
before(async () => {
  scene = await makeConsoleScene();
});
// Many refusals of the same kind within a minute are only counted.
beforeEach(() => scene.registry.audit.flush());
after(() => scene.installation.close());

const makeLink = () => scene.registry.console.consoleLogins.makeLink(operator, identity);
const follow = (secret: string) => scene.registry.console.consoleLogins.byLink(secret, caller);

async function lastEvent(action: AuditAction): Promise<StoredAuditEvent> {
  const events = await scene.registry.stores.audit.listLatest({}, 20);
  const event = events.find((candidate) => candidate.action === action);
  assert.ok(event, `there is no event ${action}`);
  return event;
}

describe('A link to the console', () => {
  it('logs in once, with the identity that it was made for', async () => {
    const { secret } = await makeLink();
    assert.deepEqual((await follow(secret))?.actor, { kind: 'operator', ...identity, caller });
    const {
      outcome,
      operator: by,
      address,
      userAgent,
      requestId,
      detail,
    } = await lastEvent('console-login');
    assert.deepEqual([outcome, by], ['succeeded', 'root@crm1']);
    assert.deepEqual({ address, userAgent, requestId }, caller);
    assert.deepEqual(detail, { by: 'link', role: 'operator' });
    assert.equal(await follow(secret), null);
    const refused = await lastEvent('console-login');
    assert.deepEqual([refused.outcome, refused.operator], ['refused', null]);
  });

  it('logs one in, of many who follow it at once', async () => {
    const { secret } = await makeLink();
    const started = await Promise.all(Array.from({ length: 8 }, () => follow(secret)));
    assert.equal(started.filter(Boolean).length, 1);
  });

  it('ends after five minutes', async () => {
    const [first, second] = [await makeLink(), await makeLink()];
    assert.equal(first.expiresAtMs, scene.registry.clock.now() + 5 * MINUTE_MS);
    scene.wait(5 * MINUTE_MS - 1);
    assert.ok(await follow(first.secret));
    scene.wait(1);
    assert.equal(await follow(second.secret), null);
  });

  it('cannot be guessed from the database', async () => {
    const { secret } = await makeLink();
    const started = await follow((await makeLink()).secret);
    assert.ok(started);
    const stored = (await scene.installation.readDatabase()).toString('latin1');
    for (const text of [secret, started.secret, PASSWORD]) assert.ok(!stored.includes(text));
  });

  it('is no longer text than a secret', async () => {
    for (const text of ['', 'x', `${(await makeLink()).secret}=`, 'ä'.repeat(43)]) {
      assert.equal(await follow(text), null);
    }
  });
});

describe('A login with a password', () => {
  it('needs the right one, and a name in any case', async () => {
    await addOperator(scene, 'Anna');
    const started = await logIn(scene, 'aNNA');
    const actor = { kind: 'operator', name: 'operator:Anna', role: 'viewer', caller };
    assert.deepEqual(started?.actor, actor);
    assert.equal((await lastEvent('console-login')).operator, 'operator:Anna');
    assert.equal(await logIn(scene, 'Anna', 'wrong password'), null);
    const { outcome, operator: whom, address } = await lastEvent('console-login');
    assert.deepEqual([outcome, whom, address], ['refused', 'operator:Anna', caller.address]);
  });

  it('with an unknown name is refused, and the name is not recorded', async () => {
    assert.equal(await logIn(scene, PASSWORD), null);
    const event = await lastEvent('console-login');
    assert.equal(event.operator, null);
    assert.ok(!JSON.stringify(event).includes(PASSWORD));
  });

  it('of a user of a tenant is refused', async () => {
    const services = await scene.installation.addTenant('Cust1');
    await addUser(services, 'tina', PASSWORD);
    assert.equal(await logIn(scene, 'tina'), null);
  });

  it('is delayed and then locked after failures, until the lock is over', async () => {
    await addOperator(scene, 'bo');
    scene.pausesMs.length = 0;
    for (let count = 0; count < 10; count += 1) {
      assert.equal(await logIn(scene, 'bo', 'wrong password'), null);
    }
    assert.deepEqual(scene.pausesMs.slice(0, 3), [1000, 2000, 4000]);
    const locked = await lastEvent('operator-locked');
    assert.equal(locked.operator, 'operator:bo');
    assert.equal(locked.detail['locked'], 'name-from-network');
    assert.equal(await logIn(scene, 'bo'), null);
    assert.ok(await logIn(scene, 'bo', PASSWORD, '198.51.100.1'), 'another network is not locked');
    scene.wait(HOUR_MS);
    assert.ok(await logIn(scene, 'bo'));
  });

  it('is possible again at once with a new password', async () => {
    await addOperator(scene, 'carl');
    for (let count = 0; count < 10; count += 1) await logIn(scene, 'carl', 'wrong password');
    assert.equal(await logIn(scene, 'carl'), null);
    await scene.registry.console.operators.setPassword(operator, 'CARL', 'another password');
    assert.ok(await logIn(scene, 'carl', 'another password'));
  });
});

describe('An operator', () => {
  it('needs a name and a password that are allowed', async () => {
    const { operators } = scene.registry.console;
    const add = (name: string, password: string) =>
      operators.add(operator, { name, role: 'viewer' }, password);
    await assertFails(add('', PASSWORD), 'invalid-argument', /must not be empty/);
    await assertFails(add('x'.repeat(51), PASSWORD), 'invalid-argument', /50 at most/);
    await assertFails(add('dora', 'short'), 'validation', /at least 8 characters/);
    await add('dora', PASSWORD);
    await assertFails(add('DORA', PASSWORD), 'conflict', /an operator "DORA" already/);
    const unknown = operators.setPassword(operator, 'nobody', PASSWORD);
    await assertFails(unknown, 'not-found', /no operator "nobody"/);
    await assertFails(operators.remove(operator, 'nobody'), 'not-found', /no operator "nobody"/);
  });

  it('who was removed cannot log in', async () => {
    await addOperator(scene, 'eve');
    await scene.registry.console.operators.remove(operator, 'eve');
    assert.equal(await logIn(scene, 'eve'), null);
  });
});

describe('Refused logins', () => {
  it('of one operator are not counted for another', async () => {
    for (const name of ['fay', 'gus']) await addOperator(scene, name);
    const wrong = 'wrong password';
    for (let count = 0; count < 12; count += 1) await logIn(scene, 'fay', wrong);
    await logIn(scene, 'gus', wrong);
    await scene.registry.audit.flush();
    const events = await scene.registry.stores.audit.listLatest({ outcome: 'refused' }, 40);
    const ofLogins = events.filter(({ action }) => action === 'console-login');
    const countOf = (name: string) =>
      ofLogins
        .filter(({ operator: whom }) => whom === `operator:${name}`)
        .reduce((sum, { count }) => sum + count, 0);
    assert.deepEqual([countOf('fay'), countOf('gus')], [12, 1]);
  });
});

/** Lets something happen after a password was found right, before the login goes on. */
class SlowHasher extends PasswordHasher {
  readonly #meanwhile: () => Promise<unknown>;

  constructor(meanwhile: () => Promise<unknown>) {
    super();
    this.#meanwhile = meanwhile;
  }

  override async verify(...given: Parameters<PasswordHasher['verify']>): Promise<boolean> {
    const matches = await super.verify(...given);
    await this.#meanwhile();
    return matches;
  }
}

describe('A login that takes long', () => {
  const logInWhile = (name: string, meanwhile: () => Promise<unknown>) => {
    const { stores, changes, audit, clock } = scene.registry;
    const logins = new ConsoleLogins({
      ...{ stores, changes, clock },
      trail: audit,
      hasher: new SlowHasher(meanwhile),
      loginGuard: { attempt: (_claim, check) => check() },
    });
    return logins.byPassword(name, PASSWORD, caller);
  };

  it('fails if the password is changed or the operator removed meanwhile', async () => {
    const { operators } = scene.registry.console;
    await addOperator(scene, 'hal');
    assert.ok(await logInWhile('hal', async () => {}));
    const change = () => operators.setPassword(operator, 'hal', PASSWORD);
    assert.equal(await logInWhile('hal', change), null);
    assert.ok(await logIn(scene, 'hal'));
    assert.equal(await logInWhile('hal', () => operators.remove(operator, 'hal')), null);
  });
});
