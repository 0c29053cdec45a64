/** Checks of removing expired records, and of remembering revoked access tokens. */
import assert from 'node:assert/strict';
import type { TenantStores } from '../../src/domain/installation.ts';
import type { Ticket } from '../../src/domain/sessions/ticket.ts';
import type { TenantCheck } from './check.ts';
import {
  addSampleAssociate,
  addSampleTicket,
  NOW_MS,
  sampleCsSession,
  sampleTenant,
  sampleTicket,
} from './samples.ts';

const expired = { expiresAtMs: NOW_MS };

export function checkExpired(check: TenantCheck): void {
  checkExpiredTickets(check);
  checkDerivedTickets(check);
  checkExpiredCsSessions(check);
  checkRevokedTokens(check);
}

async function remaining(stores: TenantStores, tickets: readonly Ticket[]) {
  const found = await Promise.all(tickets.map((ticket) => stores.tickets.find(ticket.id)));
  return found.flatMap((ticket) => ticket?.id ?? []);
}

function checkExpiredTickets(check: TenantCheck): void {
  check(
    'expired tickets are removed up to the limit, the longest expired first',
    async ({ stores, all }) => {
      const associate = await addSampleAssociate(stores);
      const live = await addSampleTicket(stores, associate, { expiresAtMs: NOW_MS + 1 });
      const ended = [];
      for (const ago of [3, 0, 2]) {
        ended.push(await addSampleTicket(stores, associate, { expiresAtMs: NOW_MS - ago }));
      }
      assert.equal(await all.expired.removeTickets(NOW_MS, 2), 2);
      assert.deepEqual(await remaining(stores, [...ended, live]), [ended[1]?.id, live.id]);
      assert.equal(await all.expired.removeTickets(NOW_MS, 0), 0);
      assert.equal(await all.expired.removeTickets(NOW_MS, 2), 1);
      assert.equal(await all.expired.removeTickets(NOW_MS, 2), 0);
      assert.deepEqual(await stores.tickets.find(live.id), live);
    },
  );

  check('expired tickets of all tenants are removed', async ({ stores, all }) => {
    const first = await addSampleTicket(stores, await addSampleAssociate(stores), expired);
    const { id } = await all.tenants.add(sampleTenant('b'), NOW_MS);
    const other = all.ofTenant(id);
    const second = await addSampleTicket(other, await addSampleAssociate(other), expired);
    assert.equal(await all.expired.removeTickets(NOW_MS, 10), 2);
    assert.deepEqual(await remaining(stores, [first]), []);
    assert.deepEqual(await remaining(other, [second]), []);
  });
}

function checkDerivedTickets(check: TenantCheck): void {
  check('a ticket whose parents were swept has the next ancestor', async ({ stores, all }) => {
    const associate = await addSampleAssociate(stores);
    const derive = (parent: Ticket, changes: Partial<Ticket> = {}) =>
      addSampleTicket(stores, associate, { parentId: parent.id, ...changes });
    const top = await addSampleTicket(stores, associate);
    const upper = await derive(top, expired);
    const lower = await derive(upper, expired);
    const last = await derive(lower);
    const uncle = await derive(upper);
    const below = await derive(last, { accessTokenId: 'a1' });
    assert.equal(await all.expired.removeTickets(NOW_MS, 10), 2);
    assert.deepEqual(await stores.tickets.find(last.id), { ...last, parentId: top.id });
    assert.deepEqual(await stores.tickets.find(uncle.id), { ...uncle, parentId: top.id });
    assert.deepEqual(await stores.tickets.find(below.id), below);
    assert.equal(await stores.tickets.remove(top.id), 4);
    assert.equal(await stores.tickets.find(below.id), null);
  });

  check('a ticket has the next ancestor after several sweeps', async ({ stores, all }) => {
    const associate = await addSampleAssociate(stores);
    const top = await addSampleTicket(stores, associate);
    const derive = (parent: Ticket, expiresAtMs: number) =>
      addSampleTicket(stores, associate, { parentId: parent.id, expiresAtMs });
    const upper = await derive(top, NOW_MS - 1);
    const lower = await derive(upper, NOW_MS - 3);
    const last = await derive(lower, NOW_MS + 1);
    for (const parentId of [upper.id, top.id]) {
      assert.equal(await all.expired.removeTickets(NOW_MS, 1), 1);
      assert.equal((await stores.tickets.find(last.id))?.parentId, parentId);
    }
  });

  check('a ticket whose topmost ancestor was swept has no parent', async ({ stores, all }) => {
    const associate = await addSampleAssociate(stores);
    const top = await addSampleTicket(stores, associate, expired);
    const last = await addSampleTicket(stores, associate, { parentId: top.id });
    const another = await addSampleTicket(stores, associate, expired);
    const other = await addSampleTicket(stores, associate, { parentId: another.id });
    assert.equal(await all.expired.removeTickets(NOW_MS, 10), 2);
    assert.equal((await stores.tickets.find(last.id))?.parentId, null);
    assert.equal((await stores.tickets.find(other.id))?.parentId, null);
  });

  check('a cycle of expired tickets is removed', async ({ stores, all }) => {
    const associate = await addSampleAssociate(stores);
    const first = sampleTicket(associate, expired);
    const second = await addSampleTicket(stores, associate, { ...expired, parentId: first.id });
    await stores.tickets.add({ ...first, parentId: second.id });
    const last = await addSampleTicket(stores, associate, { parentId: first.id });
    assert.equal(await all.expired.removeTickets(NOW_MS, 10), 2);
    assert.equal((await stores.tickets.find(last.id))?.parentId, null);
  });
}

function checkExpiredCsSessions(check: TenantCheck): void {
  const IDLE_SINCE_MS = NOW_MS - 1000;

  check('CS sessions that expired or were idle too long are removed', async ({ stores, all }) => {
    const associate = await addSampleAssociate(stores);
    const add = (startedAtMs: number, expiresAtMs: number) =>
      stores.csSessions.add(sampleCsSession(associate, { startedAtMs, expiresAtMs }));
    const live = await add(IDLE_SINCE_MS + 1, NOW_MS + 1);
    const over = [
      await add(NOW_MS, NOW_MS),
      await add(IDLE_SINCE_MS, NOW_MS + 1),
      await add(IDLE_SINCE_MS - 1, NOW_MS - 1),
    ];
    assert.equal(await all.expired.removeCsSessions(NOW_MS, IDLE_SINCE_MS, 0), 0);
    assert.equal(await all.expired.removeCsSessions(NOW_MS, IDLE_SINCE_MS, 2), 2);
    assert.equal(await all.expired.removeCsSessions(NOW_MS, IDLE_SINCE_MS, 2), 1);
    assert.equal(await all.expired.removeCsSessions(NOW_MS, IDLE_SINCE_MS, 2), 0);
    for (const loginId of over) assert.equal(await stores.csSessions.find(loginId), null);
    assert.ok(await stores.csSessions.find(live));
  });
}

function checkRevokedTokens(check: TenantCheck): void {
  check('a revoked access token is remembered', async ({ all }) => {
    assert.equal(await all.revokedTokens.has('a1'), false);
    assert.equal(await all.revokedTokens.add('a1', NOW_MS), true);
    assert.equal(await all.revokedTokens.add('a1', NOW_MS + 5), false);
    assert.equal(await all.revokedTokens.has('a1'), true);
    assert.equal(await all.revokedTokens.has('A1'), false);
    assert.equal(await all.revokedTokens.has('a'), false);
  });

  check('a revocation is kept until expiry, also after a restart', async ({ all, reopen }) => {
    const ends = { d: NOW_MS + 1, b: NOW_MS - 2, a: NOW_MS, c: NOW_MS - 1 };
    const { revokedTokens, expired: sweeping } = all;
    for (const [id, atMs] of Object.entries(ends)) await revokedTokens.add(id, atMs);
    assert.equal(await sweeping.removeRevokedTokens(NOW_MS, 0), 0);
    assert.equal(await sweeping.removeRevokedTokens(NOW_MS, 2), 2);
    assert.equal(await revokedTokens.has('a'), true, 'the longest expired go first');
    assert.equal(await sweeping.removeRevokedTokens(NOW_MS, 2), 1);
    assert.equal(await sweeping.removeRevokedTokens(NOW_MS, 2), 0);
    for (const id of ['a', 'b', 'c']) assert.equal(await revokedTokens.has(id), false);
    assert.equal(await revokedTokens.has('d'), true);
    await reopen();
  });
}
