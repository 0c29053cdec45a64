/** Checks that the tickets of one tenant are neither shown to nor changed by another. */
import assert from 'node:assert/strict';
import type { TicketStore } from '../../src/domain/sessions/ticket.ts';
import { assertFails } from './check.ts';
import { NOW_MS, sampleTicket, stateOf } from './samples.ts';
import { both, type Isolation, THEIRS_ONLY } from './twins.ts';

const later = {
  expiresAtMs: NOW_MS + 9e9,
  lastUsedAtMs: NOW_MS + 9,
  lastUsedFrom: '198.51.100.7',
  lastUsedBy: 'changed',
};

export const tickets: Isolation<TicketStore> = {
  add: async ({
    ours: {
      stores,
      tickets: [ticket],
    },
    theirs,
  }) => {
    const { tickets } = stores;
    const foreign = tickets.add(sampleTicket({ id: THEIRS_ONLY, generation: 1 }));
    await assertFails(foreign, 'not-found', new RegExp(`${THEIRS_ONLY}`));
    const [{ id }] = theirs.tickets;
    // Ticket ids are random, and unique among all tenants.
    await assertFails(tickets.add({ ...ticket, id }), 'conflict', /new id/);
    assert.equal(await tickets.find(id), null);
  },
  find: async ({ ours: { stores, tickets }, theirs }) => {
    for (const { id } of theirs.tickets) assert.equal(await stores.tickets.find(id), null);
    for (const ticket of tickets) assert.deepEqual(await stores.tickets.find(ticket.id), ticket);
  },
  findState: async ({ ours: { stores, tickets }, theirs }) => {
    for (const { id } of theirs.tickets) assert.equal(await stores.tickets.findState(id), null);
    for (const ticket of tickets) {
      assert.deepEqual(await stores.tickets.findState(ticket.id), stateOf(ticket));
    }
  },
  exists: async ({ ours: { stores, tickets }, theirs }) => {
    for (const { id } of theirs.tickets) assert.equal(await stores.tickets.exists(id), false);
    for (const { id } of tickets) assert.equal(await stores.tickets.exists(id), true);
  },
  lockExisting: async ({ ours: { stores, tickets }, theirs }) => {
    const ids = tickets.map(({ id }) => id);
    const all = [...ids, ...theirs.tickets.map(({ id }) => id)];
    assert.deepEqual(await stores.tickets.lockExisting(all), new Set(ids));
  },
  recordUse: async ({ ours: { stores, tickets }, theirs }) => {
    for (const { id } of [...theirs.tickets, ...tickets]) {
      await stores.tickets.recordUse(id, later, NOW_MS);
    }
    assert.equal((await stores.tickets.find(tickets[0].id))?.lastUsedBy, 'changed');
  },
  expire: async ({ ours: { stores, tickets }, theirs }) => {
    for (const { id } of theirs.tickets) {
      assert.equal(await stores.tickets.expire(id, NOW_MS), false);
    }
    assert.equal(await stores.tickets.expire(tickets[0].id, NOW_MS), true);
  },
  carryOver: async ({ ours: { stores, tickets }, theirs }) => {
    const step = { fromGeneration: 1, toGeneration: 2, tokensFromMs: NOW_MS };
    for (const ticket of [...theirs.tickets, ...tickets]) {
      await stores.tickets.carryOver(ticket, step);
    }
    assert.equal((await stores.tickets.find(tickets[0].id))?.generation, 2);
  },
  listLive: async ({ ours: { stores, tickets } }) => {
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 100), tickets);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 100, both.anna), tickets);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 100, THEIRS_ONLY), []);
  },
  remove: async ({
    ours: {
      stores,
      tickets: [root],
    },
    theirs,
  }) => {
    for (const { id } of theirs.tickets) assert.equal(await stores.tickets.remove(id), 0);
    assert.equal(await stores.tickets.remove(root.id), 2);
  },
  removeOfAssociate: async ({ ours: { stores } }) => {
    assert.equal(await stores.tickets.removeOfAssociate(THEIRS_ONLY), 0);
    assert.equal(await stores.tickets.removeOfAssociate(both.anna), 2);
  },
  findOfAccessToken: async ({ ours: { stores }, theirs: { bosTicket } }) => {
    const theirs = `${bosTicket.accessTokenId}`;
    assert.equal(await stores.tickets.findOfAccessToken(theirs), null);
    const found = await stores.tickets.findOfAccessToken(both.accessToken);
    assert.equal(found?.accessTokenId, both.accessToken);
  },
  removeOfAccessToken: async ({ ours: { stores }, theirs: { bosTicket } }) => {
    assert.equal(await stores.tickets.removeOfAccessToken(`${bosTicket.accessTokenId}`), 0);
    assert.equal(await stores.tickets.removeOfAccessToken(both.accessToken), 2);
  },
};
