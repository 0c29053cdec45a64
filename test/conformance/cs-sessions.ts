/** Checks of CS sessions. */
import assert from 'node:assert/strict';
import type { TenantStores } from '../../src/domain/installation.ts';
import type { CsSession, NewCsSession } from '../../src/domain/sessions/cs-session.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import { assertFails, type TenantCheck } from './check.ts';
import {
  addSampleAssociate,
  addSampleTicket,
  NO_SUCH_ID,
  NOW_MS,
  sampleCsSession,
} from './samples.ts';

const HOUR_MS = 3_600_000;
/** Long before any session here was active. */
const LONG_AGO_MS = NOW_MS - 9e9;

export function checkCsSessions(check: TenantCheck): void {
  checkKeeping(check);
  checkUse(check);
  checkListing(check);
}

function checkKeeping(check: TenantCheck): void {
  check('a CS session keeps all fields', async ({ stores, reopen }) => {
    const session = sampleCsSession(await addSampleAssociate(stores));
    const loginId = await stores.csSessions.add(session);
    const stored = { ...session, loginId, lastActiveAtMs: session.startedAtMs };
    const { csSessions } = await reopen();
    assert.deepEqual(await csSessions.find(loginId), stored);
    assert.equal(await csSessions.find(NO_SUCH_ID), null);
  });

  check('each has a login id of its own', async ({ stores }) => {
    const session = sampleCsSession(await addSampleAssociate(stores));
    const first = await stores.csSessions.add(session);
    const second = await stores.csSessions.add({ ...session, clientAddress: 'second' });
    assert.ok(Number.isInteger(first) && first > 0 && second > first);
    assert.equal((await stores.csSessions.find(first))?.clientAddress, session.clientAddress);
    assert.equal((await stores.csSessions.find(second))?.clientAddress, 'second');
  });

  check('a CS session outlives its ticket', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const { id } = await addSampleTicket(stores, associate);
    const loginId = await stores.csSessions.add({ ...sampleCsSession(associate), ticketId: id });
    await stores.tickets.remove(id);
    assert.equal((await stores.csSessions.find(loginId))?.ticketId, id);
  });

  check('a CS session needs an associate', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const session = sampleCsSession({ ...associate, id: NO_SUCH_ID });
    const add = stores.csSessions.add(session);
    await assertFails(add, 'not-found', new RegExp(`no user ${NO_SUCH_ID}`));
  });
}

/** Adds a session with a valid ticket. */
async function addLive(
  stores: TenantStores,
  associate: Associate,
  changes: Partial<NewCsSession> = {},
): Promise<CsSession> {
  const { id } = await addSampleTicket(stores, associate);
  const session = sampleCsSession(associate, { ticketId: id, ...changes });
  const loginId = await stores.csSessions.add(session);
  return { ...session, loginId, lastActiveAtMs: session.startedAtMs };
}

function checkUse(check: TenantCheck): void {
  check('a use updates the last activity of one session only', async ({ stores, reopen }) => {
    const associate = await addSampleAssociate(stores);
    const used = await addLive(stores, associate);
    const other = await addLive(stores, associate);
    await stores.csSessions.recordUse(used.loginId, NOW_MS + 5);
    const { csSessions } = await reopen();
    assert.deepEqual(await csSessions.find(used.loginId), { ...used, lastActiveAtMs: NOW_MS + 5 });
    assert.deepEqual(await csSessions.find(other.loginId), other);
    await csSessions.recordUse(used.loginId, NOW_MS + 4);
    assert.equal((await csSessions.find(used.loginId))?.lastActiveAtMs, NOW_MS + 5);
  });

  check('a session is removed once, and a use does not restore it', async ({ stores }) => {
    const { csSessions } = stores;
    const associate = await addSampleAssociate(stores);
    const { loginId } = await addLive(stores, associate);
    const other = await addLive(stores, associate);
    assert.equal(await csSessions.remove(loginId), true);
    assert.equal(await csSessions.remove(loginId), false);
    await csSessions.recordUse(loginId, NOW_MS + 5);
    assert.equal(await csSessions.find(loginId), null);
    assert.deepEqual(await csSessions.find(other.loginId), other);
    await csSessions.remove(other.loginId);
    assert.ok((await addLive(stores, associate)).loginId > other.loginId, 'no id is used twice');
  });
}

function checkListing(check: TenantCheck): void {
  check('live sessions are listed with the last active first', async ({ stores }) => {
    const { csSessions } = stores;
    const associate = await addSampleAssociate(stores);
    const started = (startedAtMs: number) => addLive(stores, associate, { startedAtMs });
    const middle = await started(NOW_MS + 2);
    const first = await started(NOW_MS + 3);
    const second = await started(NOW_MS + 3);
    const last = await started(NOW_MS + 1);
    const listed = [first, second, middle, last];
    assert.deepEqual(await csSessions.listLive(NOW_MS, LONG_AGO_MS, 10), listed);
    assert.deepEqual(await csSessions.listLive(NOW_MS, LONG_AGO_MS, 2), [first, second]);
    assert.deepEqual(await csSessions.listLive(NOW_MS, LONG_AGO_MS, 0), []);
  });

  check('a session that has expired or was idle too long is not live', async ({ stores }) => {
    const { csSessions } = stores;
    const associate = await addSampleAssociate(stores);
    await addLive(stores, associate, { expiresAtMs: NOW_MS });
    const live = await addLive(stores, associate, { expiresAtMs: NOW_MS + 1 });
    assert.deepEqual(await csSessions.listLive(NOW_MS, LONG_AGO_MS, 10), [live]);
    assert.deepEqual(await csSessions.listLive(NOW_MS, NOW_MS - 1, 10), [live]);
    assert.deepEqual(await csSessions.listLive(NOW_MS, NOW_MS, 10), []);
  });

  check('a session with an invalid ticket is not live', async ({ stores }) => {
    const { csSessions, tickets, associates } = stores;
    const associate = await addSampleAssociate(stores);
    const listed = () => csSessions.listLive(NOW_MS, LONG_AGO_MS, 10);
    await csSessions.add(sampleCsSession(associate));
    const expired = await addSampleTicket(stores, associate, { expiresAtMs: NOW_MS });
    await csSessions.add(sampleCsSession(associate, { ticketId: expired.id }));
    assert.deepEqual(await listed(), []);
    const removed = await addLive(stores, associate);
    const outdated = await addLive(stores, associate);
    assert.deepEqual(await listed(), [removed, outdated]);
    await tickets.remove(removed.ticketId);
    assert.deepEqual(await listed(), [outdated]);
    await associates.setPasswordHash(associate.id, 'new');
    assert.deepEqual(await listed(), []);
    const disabled = await addLive(stores, { ...associate, generation: 3 });
    assert.deepEqual(await listed(), []);
    await associates.disable(associate.id, NOW_MS);
    assert.deepEqual(await listed(), []);
    await associates.enable(associate.id);
    assert.deepEqual(await listed(), [disabled]);
  });

  check('a session from before its ticket was carried over is not live', async ({ stores }) => {
    const { csSessions, tickets } = stores;
    const associate = await addSampleAssociate(stores);
    const { ticketId } = await addLive(stores, associate);
    await stores.associates.setPasswordHash(associate.id, 'new');
    const step = { fromGeneration: 1, toGeneration: 2, tokensFromMs: NOW_MS + 1 };
    await tickets.carryOver({ id: ticketId, associateId: associate.id }, step);
    const later = sampleCsSession(associate, { ticketId, startedAtMs: NOW_MS + 1 });
    const loginId = await csSessions.add(later);
    const listed = await csSessions.listLive(NOW_MS, LONG_AGO_MS, 10);
    assert.deepEqual(
      listed.map((session) => session.loginId),
      [loginId],
    );
  });

  check('the sessions of one associate can be listed', async ({ stores }) => {
    const { csSessions } = stores;
    const anna = await addSampleAssociate(stores);
    const bo = await stores.associates.add({ ...anna, name: 'bo' }, null, NOW_MS);
    const ofAnna = await addLive(stores, anna);
    const ofBo = await addLive(stores, bo);
    assert.deepEqual(await csSessions.listLive(NOW_MS, LONG_AGO_MS, 10, anna.id), [ofAnna]);
    assert.deepEqual(await csSessions.listLive(NOW_MS, LONG_AGO_MS, 10, bo.id), [ofBo]);
    assert.deepEqual(await csSessions.listLive(NOW_MS, LONG_AGO_MS, 10, NO_SUCH_ID), []);
    assert.deepEqual(await csSessions.listLive(NOW_MS + HOUR_MS, LONG_AGO_MS, 10, bo.id), []);
  });
}
