/** Checks of transactions, and of the changes that stores report. */
import assert from 'node:assert/strict';
import type { AuditEvent } from '../../src/domain/audit/audit.ts';
import { auditEventOf } from '../../src/domain/audit/audit.ts';
import type { Change } from '../../src/domain/change-feed.ts';
import type { Stores } from '../../src/domain/installation.ts';
import { assertFails, type Check } from './check.ts';
import {
  addSampleAssociate,
  addSampleTicket,
  NOW_MS,
  sampleApplication,
  sampleGroup,
  sampleRole,
  sampleTenant,
} from './samples.ts';

export function checkTransactions(check: Check): void {
  checkEnds(check);
  checkNesting(check);
  checkTelling(check);
}

const failure = new Error('on purpose');
const event: AuditEvent = auditEventOf({ action: 'role-added', outcome: 'succeeded' }, NOW_MS);

/** Writes to several stores. Returns the tenant's id. */
async function writeMuch(stores: Stores): Promise<number> {
  const { id } = await stores.tenants.add(sampleTenant('a'), NOW_MS);
  await addSampleAssociate(stores.ofTenant(id));
  await stores.applications.add(sampleApplication('Sync', { tenantIds: [id] }), 'hash', NOW_MS);
  await stores.audit.append([event]);
  return id;
}

function checkEnds(check: Check): void {
  check('the writes of a transaction are stored when it ends', async ({ stores, openAnother }) => {
    const another = await openAnother();
    const id = await stores.transaction(async (inside) => {
      const added = await writeMuch(inside);
      assert.equal((await inside.ofTenant(added).associates.list(0, 10)).length, 1);
      assert.equal(await another.tenants.find('a'), null, 'others see nothing of it');
      return added;
    });
    assert.equal((await another.tenants.find('a'))?.id, id);
    assert.equal((await another.ofTenant(id).associates.list(0, 10)).length, 1);
    assert.equal((await another.applications.list()).length, 1);
    assert.equal((await another.audit.listLatest({}, 10)).length, 1);
  });

  check('a failed transaction stores nothing, not even events', async ({ stores }) => {
    const transaction = stores.transaction(async (inside) => {
      await writeMuch(inside);
      throw failure;
    });
    await assert.rejects(transaction, failure);
    assert.deepEqual(await stores.tenants.list(0, 10), []);
    assert.deepEqual(await stores.applications.list(), []);
    assert.deepEqual(await stores.audit.listLatest({}, 10), []);
    await writeMuch(stores);
  });

  check('a failed statement fails the whole transaction', async ({ stores }) => {
    await stores.tenants.add(sampleTenant('taken'), NOW_MS);
    const transaction = stores.transaction(async (inside) => {
      await inside.tenants.add(sampleTenant('new'), NOW_MS);
      await inside.tenants.add(sampleTenant('taken'), NOW_MS);
    });
    await assertFails(transaction, 'conflict', /tenant "taken" already/);
    assert.equal(await stores.tenants.find('new'), null);
  });
}

function checkNesting(check: Check): void {
  check('a nested transaction joins the outer one', async ({ stores }) => {
    const transaction = stores.transaction(async (outer) => {
      await outer.transaction((inner) => inner.tenants.add(sampleTenant('inner'), NOW_MS));
      assert.ok(await outer.tenants.find('inner'));
      throw failure;
    });
    await assert.rejects(transaction, failure);
    assert.equal(await stores.tenants.find('inner'), null);
    await stores.transaction((outer) =>
      outer.transaction((inner) => inner.tenants.add(sampleTenant('inner'), NOW_MS)),
    );
    assert.ok(await stores.tenants.find('inner'));
  });

  check('work after a failed nested transaction stores nothing', async ({ stores }) => {
    const transaction = stores.transaction(async (outer) => {
      await outer.tenants.add(sampleTenant('outer'), NOW_MS);
      const inner = outer.transaction(async (inside) => {
        await inside.tenants.add(sampleTenant('inner'), NOW_MS);
        throw failure;
      });
      await inner.catch(() => {});
    });
    await assert.rejects(transaction, /nothing of it is stored/);
    assert.deepEqual(await stores.tenants.list(0, 10), []);
  });
}

function checkTelling(check: Check): void {
  check('changes are reported after their transaction has ended', async ({ stores }) => {
    const { id } = await stores.tenants.add(sampleTenant('a'), NOW_MS);
    const told: (Change | null)[] = [];
    stores.onChange((change) => told.push(change));
    const suspending = stores.transaction(async (inside) => {
      await inside.tenants.suspend(id, NOW_MS);
      await inside.transaction((inner) => inner.tenants.resume(id));
      assert.deepEqual(told, []);
      throw failure;
    });
    await assert.rejects(suspending, failure);
    const any = { kind: 'tenants', key: null } as const;
    assert.deepEqual(told, [any, any], 'a commit whose answer is lost looks like a failure');
  });

  check('each change of a cached record is reported', async ({ stores }) => {
    const { id: tenantId } = await stores.tenants.add(sampleTenant('a'), NOW_MS);
    const { associates, roles, groups, licences, tickets } = stores.ofTenant(tenantId);
    const anna = await addSampleAssociate(stores.ofTenant(tenantId));
    const ticket = await addSampleTicket(stores.ofTenant(tenantId), anna);
    const role = await roles.add(sampleRole());
    const group = await groups.add(sampleGroup('Sales'));
    let told: (Change | null)[] = [];
    stores.onChange((change) => told.push(change));
    const toldOf = async (work: Promise<unknown>) => {
      await work;
      const changes = told.map((change) => change && [change.kind, change.key].join(' '));
      told = [];
      return changes;
    };
    const key = `${tenantId}/${anna.id}`;
    assert.deepEqual(await toldOf(associates.update(anna.id, anna)), [`associates ${key}`]);
    assert.deepEqual(await toldOf(associates.disable(anna.id, NOW_MS)), [`associates ${key}`]);
    assert.deepEqual(await toldOf(associates.enable(anna.id)), [`associates ${key}`]);
    assert.deepEqual(await toldOf(roles.update(role)), ['rights ']);
    assert.deepEqual(await toldOf(roles.setRightIds(role.id, [])), ['rights ']);
    assert.deepEqual(await toldOf(roles.moveUsers(anna.roleId, role.id)), ['associates ']);
    assert.deepEqual(await toldOf(groups.moveMembers(anna.groupId, group.id)), ['associates ']);
    const owner = await licences.addOwner({ name: 'a', description: '', expiresAtMs: null });
    assert.deepEqual(await toldOf(licences.updateOwner(owner)), ['rights ']);
    assert.deepEqual(await toldOf(licences.withdraw(anna.id, [1])), [`rights ${key}`]);
    assert.deepEqual(await toldOf(tickets.remove(ticket.id)), [`tickets ${ticket.id}`]);
    const removal = [`associates ${key}`, `rights ${key}`];
    assert.deepEqual(await toldOf(associates.remove(anna.id, NOW_MS)), removal);
    assert.deepEqual(await toldOf(stores.revokedTokens.add('t', NOW_MS)), ['revokedTokens t']);
    assert.deepEqual(await toldOf(stores.tenants.remove(tenantId)), [null]);
  });
}
