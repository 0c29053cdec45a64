/**
 * Checks of race conditions between nodes on one database: each reads what another is about to
 * change.
 */
import assert from 'node:assert/strict';
import { AuditTrail } from '../../src/domain/audit/audit-trail.ts';
import { DomainError, type ErrorCode } from '../../src/domain/errors.ts';
import type { Stores, TenantStores } from '../../src/domain/installation.ts';
import { LoginWriter } from '../../src/domain/login/login-writer.ts';
import type { Ticket } from '../../src/domain/sessions/ticket.ts';
import { type Check, type TenantCheck, withTenant } from './check.ts';
import {
  addSampleAssociate,
  addSampleProfile,
  addSampleTicket,
  NOW_MS,
  sampleApplication,
  sampleGroup,
  sampleRight,
  sampleRole,
  sampleTenant,
  sampleTicket,
} from './samples.ts';

/** How often two nodes collide. */
const ROUNDS = 8;

export function checkManyNodes(check: Check): void {
  checkApplications(check);
  checkTenants(check);
  checkLogins(check);
  checkUsers(withTenant(check));
  checkTickets(withTenant(check));
}

/** Waits for all. Each must succeed or fail with the code. Returns the results that succeeded. */
async function allOr<T>(code: ErrorCode, works: readonly Promise<T>[]): Promise<readonly T[]> {
  const results = await Promise.allSettled(works);
  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return [result.value];
    const { reason } = result;
    if (reason instanceof DomainError && reason.code === code) return [];
    throw reason;
  });
}

function checkApplications(check: Check): void {
  check('a token that two nodes add is stored once', async ({ stores, openAnother }) => {
    const another = await openAnother();
    const { id } = await stores.applications.add(sampleApplication('Sync'), 'first', NOW_MS);
    for (let round = 0; round < ROUNDS; round += 1) {
      const add = ({ applications }: Stores) => applications.addToken(id, `hash ${round}`, NOW_MS);
      await Promise.all([stores, another, stores, another].map(add));
    }
    const found = await stores.applications.findByTokenHash(`hash ${ROUNDS - 1}`);
    assert.equal(found?.id, id);
    assert.equal((await stores.applications.listTokenTimes(id)).length, 2);
  });

  check('an application can be removed while others change it', async ({ stores, openAnother }) => {
    const another = await openAnother();
    const { id: tenantId } = await stores.tenants.add(sampleTenant(''), NOW_MS);
    for (let round = 0; round < ROUNDS; round += 1) {
      const profile = sampleApplication('Sync', { agents: ['a'], tenantIds: [tenantId] });
      const { id } = await stores.applications.add(profile, `hash ${round}`, NOW_MS);
      const { applications } = another;
      const changes = ['b', 'c'].map((agent) =>
        applications.update(id, { ...profile, agents: [agent] }),
      );
      const token = applications.addToken(id, `new ${round}`, NOW_MS);
      await allOr('not-found', [...changes, token, stores.applications.remove(id)]);
      assert.deepEqual(await stores.applications.list(), []);
    }
  });

  check('two nodes can set a system user', async ({ stores, openAnother }) => {
    const another = await openAnother();
    const { id: tenantId } = await stores.tenants.add(sampleTenant(''), NOW_MS);
    const { associates } = stores.ofTenant(tenantId);
    const profile = await addSampleProfile(stores.ofTenant(tenantId));
    const anna = await associates.add(profile, null, NOW_MS);
    const bo = await associates.add({ ...profile, name: 'bo' }, null, NOW_MS);
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `Sync ${round}`;
      const { id } = await stores.applications.add(sampleApplication(name), name, NOW_MS);
      const set = (node: Stores, user: { readonly id: number }) =>
        node.ofTenant(tenantId).systemUsers.set(id, user.id);
      await Promise.all([set(stores, anna), set(another, bo), set(stores, bo), set(another, anna)]);
      const found = await stores.ofTenant(tenantId).systemUsers.find(id);
      assert.ok(found === anna.id || found === bo.id);
      await stores.applications.remove(id);
    }
  });
}

function checkTenants(check: Check): void {
  check('a tenant can be removed while others add to it', async ({ stores, openAnother }) => {
    const another = await openAnother();
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id } = await stores.tenants.add(sampleTenant('Cust1'), NOW_MS);
      const associate = await addSampleAssociate(stores.ofTenant(id));
      const { associates, tickets, groups, roles } = another.ofTenant(id);
      const administering = another.transaction(async (inside) => {
        await inside.tenants.lock(id);
        await inside.ofTenant(id).roles.add(sampleRole());
      });
      const additions = [
        administering,
        groups.add(sampleGroup('Sales')).then(() => {}),
        roles.setDataRights(associate.roleId, 'contact', { MyOwn: 'R' }),
        associates.add({ ...associate, name: 'bo' }, null, NOW_MS).then(() => {}),
        tickets.add(sampleTicket(associate)),
        tickets.add(sampleTicket(associate)),
      ];
      await allOr('not-found', [...additions, stores.tenants.remove(id)]);
      assert.deepEqual(await stores.tenants.list(0, 10), []);
      assert.deepEqual(await stores.ofTenant(id).associates.list(0, 10), []);
    }
  });
}

function checkLogins(check: Check): void {
  check('a ticket of a login during a revocation ends too', async ({ stores, openAnother }) => {
    const another = await openAnother();
    const { id: tenantId } = await stores.tenants.add(sampleTenant(''), NOW_MS);
    const associate = await addSampleAssociate(stores.ofTenant(tenantId));
    const writers = [stores, another].map((node) => {
      const trail = new AuditTrail({ store: node.audit, clock: { now: () => NOW_MS } });
      return new LoginWriter({ stores: node, trail });
    });
    const event = { action: 'login', outcome: 'succeeded' } as const;
    const revokeToken = (accessTokenId: string, parentId: string) =>
      another.transaction(async (inside) => {
        const { tickets } = inside.ofTenant(tenantId);
        await tickets.exists(parentId);
        await inside.revokedTokens.add(accessTokenId, NOW_MS);
        await tickets.removeOfAccessToken(accessTokenId);
      });
    for (let round = 0; round < ROUNDS; round += 1) {
      const { tickets } = stores.ofTenant(tenantId);
      const root = await addSampleTicket(stores.ofTenant(tenantId), associate);
      const origin = { parentId: root.id, accessTokenId: `token ${round}` };
      const derived = Array.from({ length: 20 }, () => sampleTicket(associate, origin));
      const writing = derived.map((ticket, index) =>
        writers[index % 2]?.write({ tenantId, ticket, event }),
      );
      const revoking =
        round % 2 === 0 ? tickets.remove(root.id) : revokeToken(origin.accessTokenId, root.id);
      await Promise.all([...writing, revoking]);
      for (const { id } of derived)
        assert.equal(await tickets.find(id), null, 'it was not revoked');
    }
  });
}

function checkUsers(check: TenantCheck): void {
  check('ids that two nodes allocate or choose are all different', async (opened) => {
    const { stores } = opened;
    const another = await opened.openAnother();
    const chosen = Array.from({ length: 10 }, (_, index) => 1 + index * 3);
    const works = chosen.flatMap((id) => [
      stores.groups.add(sampleGroup(`next ${id}`)),
      another.groups.add(sampleGroup(`chosen ${id}`, { id })),
      another.groups.add(sampleGroup(`next too ${id}`)),
    ]);
    const groups = await allOr('conflict', works);
    assert.equal(new Set(groups.map(({ id }) => id)).size, groups.length);
    assert.equal((await stores.groups.list()).length, groups.length);
  });

  check('rights that two nodes set are those of one of them', async ({ stores, openAnother }) => {
    const another = await openAnother();
    const { id: role } = await stores.roles.add(sampleRole());
    const { id: a } = await stores.roles.addRight(sampleRight('a'));
    const { id: b } = await stores.roles.addRight(sampleRight('b'));
    for (let round = 0; round < ROUNDS; round += 1) {
      const nodes = [stores, another, stores, another];
      await Promise.all(
        nodes.map(({ roles }, index) => roles.setRightIds(role, index % 2 === 0 ? [a] : [b])),
      );
      const set = (await stores.roles.rightIds([role])).get(role) ?? [];
      assert.equal(set.length, 1, `${set}`);
    }
  });

  check('members can be moved while others join', async ({ stores, openAnother }) => {
    const another = await openAnother();
    const profile = await addSampleProfile(stores);
    const { id: to } = await stores.groups.add(sampleGroup('To'));
    const both = { ...profile, secondaryGroupIds: [to] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const joining = ['a', 'b', 'c'].map((name) =>
        another.associates.add({ ...both, name: `${name} ${round}` }, null, NOW_MS),
      );
      const moving = stores.groups.moveMembers(profile.groupId, to);
      await Promise.all([...joining, moving]);
      await stores.groups.moveMembers(profile.groupId, to);
      assert.equal(await stores.groups.countMembers(profile.groupId), 0);
    }
  });

  check('a user can be removed while new sessions start', async ({ stores, openAnother }) => {
    const another = await openAnother();
    const profile = await addSampleProfile(stores);
    for (let round = 0; round < ROUNDS; round += 1) {
      const associate = await stores.associates.add(profile, null, NOW_MS);
      const removing = stores.associates.remove(associate.id, NOW_MS);
      const starts = Array.from({ length: 16 }, (_, index) =>
        (index % 2 === 0 ? another : stores).tickets.add(sampleTicket(associate)),
      );
      await allOr('not-found', [...starts, removing]);
      assert.equal(await stores.associates.find(associate.id), null);
      assert.deepEqual(await stores.tickets.listLive(NOW_MS, 10), []);
    }
  });
}

function checkTickets(check: TenantCheck): void {
  check('a ticket derived during a revocation ends too', async ({ stores, openAnother }) => {
    const another = await openAnother();
    const associate = await addSampleAssociate(stores);
    /** Derives a ticket as the domain does. Returns whether a caller would have got the ticket. */
    const derive = async ({ tickets }: TenantStores, parentId: string) => {
      const ticket = await addSampleTicket(another, associate, { parentId });
      return (await tickets.exists(parentId)) ? ticket.id : null;
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      const root = await addSampleTicket(stores, associate);
      const adding = Array.from({ length: 20 }, (_, index) =>
        addSampleTicket(index % 2 === 0 ? another : stores, associate, { parentId: root.id }),
      );
      const parents = await Promise.all(adding);
      const deriving = parents.map(({ id }, index) =>
        derive(index % 2 === 0 ? another : stores, id),
      );
      const [given] = await Promise.all([Promise.all(deriving), stores.tickets.remove(root.id)]);
      for (const id of given) {
        if (id !== null) assert.equal(await stores.tickets.find(id), null, 'it was not revoked');
      }
    }
  });

  check('concurrent sweeps keep the ancestry of the remaining tickets', async (opened) => {
    const { stores, all, openAnother } = opened;
    // The returned stores are those of a tenant, which cannot sweep.
    await openAnother();
    const associate = await addSampleAssociate(stores);
    for (let round = 0; round < ROUNDS; round += 1) {
      const root = await addSampleTicket(stores, associate);
      const last: Ticket[] = [];
      for (let chain = 0; chain < 4; chain += 1) {
        let parentId = root.id;
        for (let ago = 5; ago >= 0; ago -= 1) {
          const expiresAtMs = ago === 0 ? root.expiresAtMs : NOW_MS - ago * 10 - chain;
          const ticket = await addSampleTicket(stores, associate, { parentId, expiresAtMs });
          parentId = ticket.id;
          if (ago === 0) last.push(ticket);
        }
      }
      const sweeps = Array.from({ length: 12 }, () => all.expired.removeTickets(NOW_MS, 2));
      const counts = await Promise.all(sweeps);
      assert.equal(
        counts.reduce((sum, count) => sum + count),
        20,
      );
      assert.equal(await stores.tickets.remove(root.id), 1 + last.length);
    }
  });
}
