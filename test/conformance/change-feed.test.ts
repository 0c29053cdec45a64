/** The change feed of PostgreSQL: what it reports, and when it is current. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Change } from '../../src/domain/change-feed.ts';
import { createContact } from '../../src/domain/contacts/contact.ts';
import type { Stores } from '../../src/domain/installation.ts';
import { PostgresChangeFeed } from '../../src/storage/postgres/change-feed.ts';
import { openPostgresStores } from '../../src/storage/postgres/open.ts';
import { TestPostgres } from '../support/postgres.ts';
import {
  addSampleAssociate,
  addSampleModule,
  addSampleTicket,
  NOW_MS,
  obtainSampleTenant,
  sampleApplication,
  sampleGroup,
  samplePerson,
  sampleRight,
} from './samples.ts';

/** The limit that docs/operations.md promises. */
const PROMISE_MS = 1_000;

let postgres: TestPostgres;
let url = '';
let stores: Stores;
let feed: PostgresChangeFeed;
let told: (Change | null)[] = [];
before(async () => {
  postgres = await TestPostgres.start();
  url = await postgres.borrowDatabase();
  stores = await openPostgresStores(url, { connectionsMax: 4, patience: 'server' });
  feed = await PostgresChangeFeed.open(url);
  feed.subscribe((change) => told.push(change));
});
after(async () => {
  await feed.close();
  await stores.close();
  await postgres.close();
});

/** The changes that the feed reports because of the work. */
async function toldOf(work: () => Promise<unknown>): Promise<readonly (Change | null)[]> {
  await feed.catchUp();
  told = [];
  await work();
  await feed.catchUp();
  return told;
}

async function until(isSo: () => boolean, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!isSo()) {
    assert.ok(performance.now() < deadline, `not so after ${withinMs} ms`);
    await delay(5);
  }
}

describe('the feed', () => {
  it('reports removals and changes, but neither new tickets nor their use', async () => {
    const tenant = await obtainSampleTenant(stores);
    const associate = await addSampleAssociate(tenant);
    const ticket = await addSampleTicket(tenant, associate);
    const child = await addSampleTicket(tenant, associate, { parentId: ticket.id });
    const use = { ...ticket, lastUsedBy: 'again' };
    assert.deepEqual(await toldOf(() => addSampleTicket(tenant, associate)), []);
    assert.deepEqual(await toldOf(() => tenant.tickets.recordUse(ticket.id, use, NOW_MS)), []);
    const step = { fromGeneration: 1, toGeneration: 2, tokensFromMs: NOW_MS };
    const carrying = await toldOf(() => tenant.tickets.carryOver(ticket, step));
    assert.deepEqual(carrying, [{ kind: 'tickets', key: ticket.id }]);
    const ended = await toldOf(() => tenant.tickets.remove(ticket.id));
    assert.deepEqual(
      new Set(ended.map((change) => `${change?.kind} ${change?.key}`)),
      new Set([`tickets ${ticket.id}`, `tickets ${child.id}`]),
    );
    const [{ id: tenantId } = { id: 0 }] = await stores.tenants.list(0, 1);
    const disabled = { kind: 'associates', key: `${tenantId}/${associate.id}` };
    const disabling = await toldOf(() => tenant.associates.disable(associate.id, NOW_MS));
    assert.deepEqual(disabling, [disabled]);
    const revoking = await toldOf(() => stores.revokedTokens.add('a:b', NOW_MS));
    assert.deepEqual(revoking, [{ kind: 'revokedTokens', key: 'a:b' }]);
    const any = { kind: 'tenants', key: null };
    assert.deepEqual(await toldOf(() => stores.tenants.suspend(tenantId, NOW_MS)), [any]);
  });

  it('reports a change of a person or a contact as one of any associate', async () => {
    const { persons, contacts, associates } = await obtainSampleTenant(stores);
    const any = { kind: 'associates', key: null };
    const contact = await contacts.add(createContact('told'));
    const person = await persons.add(samplePerson({ contactId: contact.id }));
    assert.deepEqual(await toldOf(() => persons.add(samplePerson())), []);
    assert.deepEqual(await toldOf(() => persons.update({ ...person, title: 'x' })), [any]);
    assert.deepEqual(await toldOf(() => contacts.update({ ...contact, phone: '1' })), [any]);
    const [user] = await associates.list(0, 1);
    const logIn = () => associates.recordTimes(user?.id ?? 0, { lastLoginAtMs: NOW_MS });
    assert.deepEqual(await toldOf(logIn), [], 'a login removes nothing from caches');
  });

  it('reports every change of an application', async () => {
    const { applications } = stores;
    const any = { kind: 'applications', key: null };
    let id = 0;
    const adding = async () => {
      id = (await applications.add(sampleApplication('told'), 'hash', NOW_MS)).id;
    };
    for (const change of [
      adding,
      () => applications.addToken(id, 'another', NOW_MS),
      () => applications.disable(id, NOW_MS),
      () => applications.update(id, sampleApplication('told', { agents: ['User'] })),
      () => applications.remove(id),
    ]) {
      assert.deepEqual(await toldOf(change), [any]);
    }
  });

  it('reports every change of the rights of users', async () => {
    const tenant = await obtainSampleTenant(stores);
    const { associates, licences, roles } = tenant;
    const anna = await associates.findByName('anna');
    assert.ok(anna);
    const { role } = await associates.principal(anna);
    const module = await addSampleModule(tenant);
    const right = await roles.addRight(sampleRight('told'));
    const [owner] = await licences.listOwners();
    assert.ok(owner);
    for (const change of [
      () => roles.update({ ...role, name: 'told' }),
      () => roles.setRightIds(role.id, [right.id]),
      () => licences.updateModule({ ...module, version: '2' }),
      () => licences.updateOwner({ ...owner, name: 'told' }),
    ]) {
      assert.deepEqual(await toldOf(change), [{ kind: 'rights', key: null }]);
    }
    const [{ id: tenantId } = { id: 0 }] = await stores.tenants.list(0, 1);
    for (const change of [
      () => licences.assign(anna.id, module.id),
      () => licences.withdraw(anna.id, [module.id]),
    ]) {
      const told = await toldOf(change);
      assert.deepEqual(told, [{ kind: 'rights', key: `${tenantId}/${anna.id}` }]);
    }
    const removing = await toldOf(() => licences.removeModule(module.id));
    assert.deepEqual(removing, [{ kind: 'rights', key: null }]);
  });

  it('reports users whose groups change', async () => {
    const { associates, groups } = await obtainSampleTenant(stores);
    const anna = await associates.findByName('anna');
    const [{ id: tenantId } = { id: 0 }] = await stores.tenants.list(0, 1);
    assert.ok(anna);
    const { id: from } = await groups.add(sampleGroup('From'));
    const { id: to } = await groups.add(sampleGroup('To'));
    const told = [{ kind: 'associates', key: `${tenantId}/${anna.id}` }];
    const joining = () => associates.update(anna.id, { ...anna, secondaryGroupIds: [from] });
    assert.deepEqual(await toldOf(joining), told);
    assert.deepEqual(await toldOf(() => groups.moveMembers(from, to)), told);
    await associates.update(anna.id, { ...anna, secondaryGroupIds: [from, to] });
    assert.deepEqual(await toldOf(() => groups.moveMembers(from, to)), told);
  });

  it('reports a change of all records when many change at once', async () => {
    const tenant = await obtainSampleTenant(stores);
    const associate = await tenant.associates.findByName('anna');
    assert.ok(associate);
    for (let count = 0; count < 101; count += 1) await addSampleTicket(tenant, associate);
    const told = await toldOf(() => tenant.tickets.removeOfAssociate(associate.id));
    assert.deepEqual(told, [{ kind: 'tickets', key: null }]);
  });

  it('is not current while disconnected, and then reports any change', async () => {
    assert.equal(feed.isCurrent(), true);
    told = [];
    await postgres.administer(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'ticketoffice changes'`,
    );
    await until(() => told.includes(null), 5_000);
    await until(() => feed.isCurrent(), 5_000);
  });

  it('is current for at most the promised time after the database is gone', async () => {
    await postgres.stop();
    await until(() => !feed.isCurrent(), PROMISE_MS + 100);
    await assert.rejects(feed.catchUp());
    await postgres.start();
    await until(() => feed.isCurrent(), 5_000);
  });

  it('opens without a database, and becomes current when there is one', async () => {
    await postgres.stop();
    const late = await PostgresChangeFeed.open(url);
    assert.equal(late.isCurrent(), false);
    await postgres.start();
    await until(() => late.isCurrent(), 5_000);
    await late.close();
    assert.equal(late.isCurrent(), false);
  });
});
