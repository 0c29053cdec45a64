/** Checks of operators, and of their links and sessions at the console. */
import assert from 'node:assert/strict';
import type { Stores } from '../../src/domain/installation.ts';
import type { ConsoleLink, ConsoleSession } from '../../src/domain/operators/console-session.ts';
import type { NewOperator } from '../../src/domain/operators/operator.ts';
import { assertFails, type Check } from './check.ts';
import { NO_SUCH_ID, NOW_MS } from './samples.ts';

const sampleOperator = (name: string): NewOperator => ({
  name,
  role: 'viewer',
  createdAtMs: NOW_MS,
  passwordHash: `hash of ${name}`,
});

const sampleLink = (secretHash: string, expiresAtMs = NOW_MS): ConsoleLink => ({
  secretHash,
  name: 'root@crm1',
  role: 'operator',
  expiresAtMs,
});

const sampleSession = (
  secretHash: string,
  changes: Partial<ConsoleSession> = {},
): ConsoleSession => ({
  secretHash,
  operatorId: null,
  name: 'operator:Ærø',
  role: 'viewer',
  startedAtMs: NOW_MS,
  idleEndsAtMs: NOW_MS + 1,
  endsAtMs: NOW_MS + 2,
  ...changes,
});

export function checkOperators(check: Check): void {
  check('an operator keeps all fields', async ({ stores, reopen }) => {
    assert.deepEqual(await stores.operators.list(), []);
    const { passwordHash, ...fields } = sampleOperator('Ærø');
    const added = await stores.operators.add({ ...fields, passwordHash });
    assert.deepEqual(added, { id: added.id, ...fields });
    const { operators } = await reopen();
    assert.deepEqual(await operators.list(), [added]);
    assert.deepEqual(await operators.findByName('æRØ'), added);
    assert.equal(await operators.readPasswordHash(added.id), passwordHash);
  });

  check('names are unique without regard to case', async ({ stores: { operators } }) => {
    await operators.add(sampleOperator('anna'));
    const again = operators.add(sampleOperator('ANNA'));
    await assertFails(again, 'conflict', /There is an operator "ANNA" already/);
    await operators.add(sampleOperator('Aaron'));
    assert.deepEqual(
      (await operators.list()).map(({ name }) => name),
      ['Aaron', 'anna'],
    );
  });

  check('a password can be replaced', async ({ stores: { operators } }) => {
    const { id } = await operators.add(sampleOperator('anna'));
    const other = await operators.add(sampleOperator('bo'));
    assert.equal(await operators.setPasswordHash(id, 'new'), true);
    assert.equal(await operators.readPasswordHash(id), 'new');
    assert.equal(await operators.readPasswordHash(other.id), 'hash of bo');
    assert.equal(await operators.setPasswordHash(NO_SUCH_ID, 'new'), false);
    assert.equal(await operators.readPasswordHash(NO_SUCH_ID), null);
  });

  check('an operator is removed with the sessions', async ({ stores }) => {
    const { operators, consoleSessions } = stores;
    const { id: operatorId } = await operators.add(sampleOperator('anna'));
    const other = await operators.add(sampleOperator('bo'));
    await consoleSessions.add(sampleSession('a', { operatorId }));
    await consoleSessions.add(sampleSession('b', { operatorId: other.id }));
    await consoleSessions.add(sampleSession('c'));
    assert.equal(await operators.remove(operatorId), true);
    assert.equal(await operators.remove(operatorId), false);
    assert.equal(await operators.findByName('anna'), null);
    assert.deepEqual(await storedSessions(stores), ['b', 'c']);
  });
}

async function storedSessions({ consoleSessions }: Stores): Promise<readonly string[]> {
  const found = await Promise.all(['a', 'b', 'c', 'd'].map((hash) => consoleSessions.find(hash)));
  return found.flatMap((session) => session?.secretHash ?? []);
}

export function checkConsoleSessions(check: Check): void {
  check('a session keeps all fields', async ({ stores, reopen }) => {
    const { id: operatorId } = await stores.operators.add(sampleOperator('anna'));
    const sessions = [sampleSession('a', { operatorId }), sampleSession('b')];
    for (const session of sessions) await stores.consoleSessions.add(session);
    const { consoleSessions } = await reopen();
    for (const session of sessions) {
      assert.deepEqual(await consoleSessions.find(session.secretHash), session);
    }
    assert.equal(await consoleSessions.find('c'), null);
  });

  check('a session needs an operator that exists', async ({ stores: { consoleSessions } }) => {
    const adding = consoleSessions.add(sampleSession('a', { operatorId: NO_SUCH_ID }));
    await assertFails(adding, 'not-found', new RegExp(`no operator ${NO_SUCH_ID}`));
  });

  check('use prolongs a session and never shortens it', async ({ stores: { consoleSessions } }) => {
    await consoleSessions.add(sampleSession('a'));
    await consoleSessions.add(sampleSession('b'));
    await consoleSessions.prolong('a', NOW_MS + 9);
    await consoleSessions.prolong('a', NOW_MS + 5);
    await consoleSessions.prolong('c', NOW_MS + 5);
    assert.equal((await consoleSessions.find('a'))?.idleEndsAtMs, NOW_MS + 9);
    assert.equal((await consoleSessions.find('b'))?.idleEndsAtMs, NOW_MS + 1);
    assert.equal(await consoleSessions.find('c'), null);
  });

  check('sessions are removed one by one, or all of an operator', async ({ stores }) => {
    const { operators, consoleSessions } = stores;
    const { id: operatorId } = await operators.add(sampleOperator('anna'));
    for (const hash of ['a', 'b']) await consoleSessions.add(sampleSession(hash, { operatorId }));
    for (const hash of ['c', 'd']) await consoleSessions.add(sampleSession(hash));
    assert.equal(await consoleSessions.remove('c'), true);
    assert.equal(await consoleSessions.remove('c'), false);
    assert.equal(await consoleSessions.removeOfOperator(operatorId), 2);
    assert.equal(await consoleSessions.removeOfOperator(operatorId), 0);
    assert.deepEqual(await storedSessions(stores), ['d']);
  });

  check('sessions that have ended are removed in steps', async ({ stores }) => {
    for (const [index, hash] of ['a', 'b', 'c', 'd'].entries()) {
      await stores.consoleSessions.add(
        sampleSession(hash, { idleEndsAtMs: NOW_MS + index, endsAtMs: NOW_MS + 9 }),
      );
    }
    assert.equal(await stores.expired.removeConsoleSessions(NOW_MS + 2, 2), 2);
    assert.equal(await stores.expired.removeConsoleSessions(NOW_MS + 2, 2), 1);
    assert.equal(await stores.expired.removeConsoleSessions(NOW_MS + 2, 2), 0);
    assert.deepEqual(await storedSessions(stores), ['d']);
  });
}

export function checkConsoleLinks(check: Check): void {
  check('a link keeps all fields', async ({ stores, reopen }) => {
    await stores.consoleLinks.add(sampleLink('a'));
    const { consoleLinks } = await reopen();
    assert.deepEqual(await consoleLinks.find('a'), sampleLink('a'));
    assert.equal(await consoleLinks.find('b'), null);
  });

  check('of several nodes that remove a link, one gets it', async ({ stores, openAnother }) => {
    await stores.consoleLinks.add(sampleLink('a'));
    const nodes = [stores, await openAnother(), stores, await openAnother()];
    const removed = await Promise.all(nodes.map(({ consoleLinks }) => consoleLinks.remove('a')));
    assert.deepEqual(removed.filter(Boolean), [true]);
    assert.equal(await stores.consoleLinks.find('a'), null);
  });

  check('links that have expired are removed in steps', async ({ stores }) => {
    const { consoleLinks, expired } = stores;
    for (const [index, hash] of ['a', 'b', 'c', 'd'].entries()) {
      await consoleLinks.add(sampleLink(hash, NOW_MS + index));
    }
    assert.equal(await expired.removeConsoleLinks(NOW_MS + 2, 2), 2);
    assert.equal(await expired.removeConsoleLinks(NOW_MS + 2, 2), 1);
    assert.equal(await expired.removeConsoleLinks(NOW_MS + 2, 2), 0);
    assert.ok(await consoleLinks.find('d'));
  });
}
