/** Checks of tickets. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TenantStores } from '../../src/domain/installation.ts';
import type { Ticket, TicketUse } from '../../src/domain/sessions/ticket.ts';
import { assertFails, type TenantCheck } from './check.ts';
import {
  addSampleAssociate,
  addSampleProfile,
  addSampleTicket,
  NO_SUCH_ID,
  NOW_MS,
  sampleTicket,
} from './samples.ts';

const HOUR_MS = 3_600_000;

export function checkTickets(check: TenantCheck): void {
  check('tickets of all tenants are counted in parts', async ({ stores, all }) => {
    const associate = await addSampleAssociate(stores);
    for (const expiresAtMs of [1, 2, 3, 3, 3, 4]) {
      await addSampleTicket(stores, associate, { expiresAtMs });
    }
    const { liveTickets } = all;
    assert.deepEqual(await liveTickets.countExpiring(0, 2), { count: 2, upToMs: 2 });
    assert.deepEqual(await liveTickets.countExpiring(2, 2), { count: 3, upToMs: 3 });
    assert.deepEqual(await liveTickets.countExpiring(3, 2), { count: 1, upToMs: null });
    assert.deepEqual(await liveTickets.countExpiring(4, 2), { count: 0, upToMs: null });
  });
  checkAddingAndUse(check);
  checkListing(check);
  checkRemoving(check);
}

function checkAddingAndUse(check: TenantCheck): void {
  check('a ticket keeps all fields', async ({ stores, reopen }) => {
    const associate = await addSampleAssociate(stores);
    // All values differ, so that no field can be mistaken for another.
    const full = await addSampleTicket(stores, associate, {
      secretHash: '7S:Zm9vYmFy+/==',
      generation: 7,
      parentId: randomUUID(),
      accessTokenId: 'a1b2c3',
      issuedAtMs: NOW_MS + 1,
      expiresAtMs: NOW_MS + 2,
      lastUsedAtMs: NOW_MS + 3,
      lastUsedFrom: '2001:db8::1',
      lastUsedBy: 'Ærø/1.0 (“SOAP” 客户端)',
    });
    const bare = await addSampleTicket(stores, associate);
    assert.equal(bare.parentId, null);
    assert.equal(bare.lastUsedBy, null);
    assert.equal(bare.accessTokenId, null);
    const { tickets } = await reopen();
    assert.deepEqual(await tickets.find(full.id), full);
    assert.deepEqual(await tickets.find(bare.id), bare);
    assert.equal(await tickets.find(randomUUID()), null);
  });

  check('a ticket needs an associate and an id of its own', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const stray = sampleTicket({ ...associate, id: NO_SUCH_ID });
    await assertFails(stores.tickets.add(stray), 'not-found', new RegExp(`${NO_SUCH_ID}`));
    assert.equal(await stores.tickets.find(stray.id), null);
    const ticket = await addSampleTicket(stores, associate);
    const again = sampleTicket(associate, { id: ticket.id, lastUsedBy: 'another' });
    await assertFails(stores.tickets.add(again), 'conflict', new RegExp(ticket.id));
    assert.deepEqual(await stores.tickets.find(ticket.id), ticket);
  });

  check('a use extends one ticket only', async ({ stores, reopen }) => {
    const associate = await addSampleAssociate(stores);
    const ticket = await addSampleTicket(stores, associate);
    const other = await addSampleTicket(stores, associate);
    const use: TicketUse = {
      expiresAtMs: ticket.expiresAtMs + 1,
      lastUsedAtMs: NOW_MS + 2,
      lastUsedFrom: '198.51.100.7',
      lastUsedBy: 'Ærø/2.0',
    };
    await stores.tickets.recordUse(ticket.id, use, ticket.lastUsedAtMs);
    const { tickets } = await reopen();
    assert.deepEqual(await tickets.find(ticket.id), { ...ticket, ...use });
    assert.deepEqual(await tickets.find(other.id), other);
  });

  check('a use never shortens the life of a ticket', async ({ stores }) => {
    const ticket = await addSampleTicket(stores, await addSampleAssociate(stores));
    const use: TicketUse = {
      expiresAtMs: ticket.expiresAtMs - 1,
      lastUsedAtMs: NOW_MS + 2,
      lastUsedFrom: '198.51.100.7',
      lastUsedBy: null,
    };
    await stores.tickets.recordUse(ticket.id, use, ticket.lastUsedAtMs);
    const { expiresAtMs } = ticket;
    assert.deepEqual(await stores.tickets.find(ticket.id), { ...ticket, ...use, expiresAtMs });
  });

  check('a use does not restore a removed ticket', async ({ stores }) => {
    const ticket = await addSampleTicket(stores, await addSampleAssociate(stores));
    await stores.tickets.remove(ticket.id);
    await stores.tickets.recordUse(ticket.id, ticket, ticket.lastUsedAtMs);
    assert.equal(await stores.tickets.find(ticket.id), null);
  });

  check('a ticket can be made to expire earlier, but not later', async (opened) => {
    const { stores, reopen } = opened;
    const ticket = await addSampleTicket(stores, await addSampleAssociate(stores));
    const { id, expiresAtMs } = ticket;
    assert.equal(await stores.tickets.expire(id, expiresAtMs + 1), false);
    assert.deepEqual(await stores.tickets.find(id), ticket);
    assert.equal(await stores.tickets.expire(id, NOW_MS), true);
    const { tickets } = await reopen();
    assert.deepEqual(await tickets.find(id), { ...ticket, expiresAtMs: NOW_MS });
    assert.equal(await tickets.expire('none', NOW_MS), false);
  });

  check('an older use than the recorded one changes nothing', async ({ stores }) => {
    const ticket = await addSampleTicket(stores, await addSampleAssociate(stores));
    const use = { ...ticket, expiresAtMs: ticket.expiresAtMs + 9, lastUsedBy: 'late' };
    await stores.tickets.recordUse(ticket.id, use, ticket.lastUsedAtMs - 1);
    assert.deepEqual(await stores.tickets.find(ticket.id), ticket);
  });
}

function checkListing(check: TenantCheck): void {
  check('live tickets are listed with the last used first', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const used = (lastUsedAtMs: number) => addSampleTicket(stores, associate, { lastUsedAtMs });
    const middle = await used(NOW_MS + 2);
    const first = await used(NOW_MS + 3);
    const last = await used(NOW_MS + 1);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), [first, middle, last]);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 2), [first, middle]);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 0), []);
  });

  check('an expired ticket is not live', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    await addSampleTicket(stores, associate, { expiresAtMs: NOW_MS - 1 });
    await addSampleTicket(stores, associate, { expiresAtMs: NOW_MS });
    const live = await addSampleTicket(stores, associate, { expiresAtMs: NOW_MS + 1 });
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), [live]);
  });

  check('a ticket of another generation is not live', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const old = await addSampleTicket(stores, associate);
    await stores.associates.setPasswordHash(associate.id, 'new');
    await addSampleTicket(stores, associate, { generation: 3 });
    const live = await addSampleTicket(stores, associate, { generation: 2 });
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), [live]);
    assert.deepEqual(await stores.tickets.find(old.id), old);
  });

  check(
    'a ticket is carried over to a new generation, with its limit for tokens',
    async (opened) => {
      const { stores } = opened;
      const associate = await addSampleAssociate(stores);
      const kept = await addSampleTicket(stores, associate);
      const other = await addSampleTicket(stores, associate);
      await stores.associates.setPasswordHash(associate.id, 'new');
      const step = { fromGeneration: 1, toGeneration: 2, tokensFromMs: NOW_MS + 7 };
      await stores.tickets.carryOver(kept, step);
      const after = { ...kept, generation: 2, tokensFromMs: NOW_MS + 7 };
      assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), [after]);
      assert.deepEqual(await stores.tickets.find(other.id), other);
      assert.deepEqual(await (await opened.openAnother()).tickets.find(kept.id), after);
    },
  );

  check('a ticket of another associate or generation is not carried over', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const ticket = await addSampleTicket(stores, associate);
    const step = { fromGeneration: 1, toGeneration: 2, tokensFromMs: NOW_MS };
    await stores.tickets.carryOver({ ...ticket, associateId: NO_SUCH_ID }, step);
    await stores.tickets.carryOver(ticket, { ...step, fromGeneration: 3 });
    await stores.tickets.carryOver({ ...ticket, id: 'none' }, step);
    assert.deepEqual(await stores.tickets.find(ticket.id), ticket);
  });

  check('a ticket of a disabled associate is not live', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    await addSampleTicket(stores, associate);
    await stores.associates.disable(associate.id, NOW_MS);
    const later = await addSampleTicket(stores, associate, { generation: 2 });
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), []);
    await stores.associates.enable(associate.id);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), [later]);
  });

  check('the live tickets of one associate can be listed', async ({ stores }) => {
    const { profile, anna, bo } = await addTwo(stores);
    const ofAnna = await addSampleTicket(stores, anna);
    const ofBo = await addSampleTicket(stores, bo, { lastUsedAtMs: NOW_MS + 1 });
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10, anna.id), [ofAnna]);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10, bo.id), [ofBo]);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), [ofBo, ofAnna]);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10, profile.roleId + NO_SUCH_ID), []);
    assert.deepEqual(await stores.tickets.listLive(NOW_MS + HOUR_MS, 10, bo.id), []);
  });
}

async function addTwo(stores: TenantStores) {
  const profile = await addSampleProfile(stores);
  const anna = await stores.associates.add({ ...profile, name: 'anna' }, null, NOW_MS);
  const bo = await stores.associates.add({ ...profile, name: 'bo' }, null, NOW_MS);
  return { profile, anna, bo };
}

async function remaining(
  stores: TenantStores,
  tickets: readonly Ticket[],
): Promise<readonly string[]> {
  const found = await Promise.all(tickets.map((ticket) => stores.tickets.find(ticket.id)));
  return found.flatMap((ticket) => ticket?.id ?? []);
}

function checkRemoving(check: TenantCheck): void {
  check('removing a ticket removes all that were derived from it', async ({ stores, reopen }) => {
    const associate = await addSampleAssociate(stores);
    const derive = (parent: Ticket) => addSampleTicket(stores, associate, { parentId: parent.id });
    const root = await addSampleTicket(stores, associate);
    const child = await derive(root);
    const sibling = await derive(root);
    const grandchild = await derive(child);
    const last = await derive(grandchild);
    const other = await addSampleTicket(stores, associate);
    const all = [root, child, sibling, grandchild, last, other];
    assert.equal(await stores.tickets.remove(child.id), 3);
    assert.deepEqual(await remaining(stores, all), [root.id, sibling.id, other.id]);
    assert.equal(await stores.tickets.remove(child.id), 0);
    assert.equal(await stores.tickets.remove(root.id), 2);
    assert.deepEqual(await remaining(await reopen(), all), [other.id]);
  });

  check('a ticket ends with its parent even if the parent is gone already', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const gone = randomUUID();
    const orphan = await addSampleTicket(stores, associate, { parentId: gone });
    await addSampleTicket(stores, associate, { parentId: orphan.id });
    assert.equal(await stores.tickets.remove(gone), 2);
    assert.equal(await stores.tickets.find(orphan.id), null);
  });

  check('a cycle of derived tickets can be removed', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const first = sampleTicket(associate);
    const second = await addSampleTicket(stores, associate, { parentId: first.id });
    await stores.tickets.add({ ...first, parentId: second.id });
    assert.equal(await stores.tickets.remove(first.id), 2);
  });

  check('removing an unknown ticket removes nothing', async ({ stores }) => {
    const ticket = await addSampleTicket(stores, await addSampleAssociate(stores));
    assert.equal(await stores.tickets.remove(randomUUID()), 0);
    assert.equal(await stores.tickets.removeOfAssociate(NO_SUCH_ID), 0);
    assert.deepEqual(await stores.tickets.find(ticket.id), ticket);
  });

  check('removing the tickets of an associate ends derived ones', async ({ stores }) => {
    const { anna, bo } = await addTwo(stores);
    const first = await addSampleTicket(stores, anna);
    const second = await addSampleTicket(stores, anna, {
      expiresAtMs: NOW_MS - 1,
      generation: 9,
    });
    const derived = await addSampleTicket(stores, bo, { parentId: first.id });
    const other = await addSampleTicket(stores, bo);
    const all = [first, second, derived, other];
    assert.equal(await stores.tickets.removeOfAssociate(anna.id), 3);
    assert.deepEqual(await remaining(stores, all), [other.id]);
    assert.equal(await stores.tickets.removeOfAssociate(anna.id), 0);
  });

  check('removing the tickets of a token ends derived ones', async ({ stores }) => {
    const { anna, bo } = await addTwo(stores);
    const token = { accessTokenId: 'a1' };
    const parent = await addSampleTicket(stores, anna);
    const first = await addSampleTicket(stores, anna, { ...token, parentId: parent.id });
    const second = await addSampleTicket(stores, bo, { ...token, expiresAtMs: NOW_MS - 1 });
    const derived = await addSampleTicket(stores, anna, { parentId: first.id });
    const last = await addSampleTicket(stores, anna, {
      parentId: derived.id,
      accessTokenId: 'b',
    });
    const other = await addSampleTicket(stores, anna, { accessTokenId: 'a' });
    assert.equal(await stores.tickets.findOfAccessToken('A1'), null);
    const found = await stores.tickets.findOfAccessToken('a1');
    assert.deepEqual(found, found && (await stores.tickets.find(found.id)));
    assert.equal(found?.accessTokenId, 'a1');
    assert.equal(await stores.tickets.removeOfAccessToken('A1'), 0);
    assert.equal(await stores.tickets.removeOfAccessToken('a1'), 4);
    const all = [parent, first, second, derived, last, other];
    assert.deepEqual(await remaining(stores, all), [parent.id, other.id]);
    assert.equal(await stores.tickets.removeOfAccessToken('a1'), 0);
  });
}
