/**
 * Every change stores its audit event in the same transaction. Every method that changes data has
 * an entry here: one without does not compile.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StoredAuditEvent } from '../../src/domain/audit/audit.ts';
import { TestInstallation } from '../support/test-installation.ts';
import { consents } from './consent-changes.ts';
import { externalUsers, userNames } from './external-user-changes.ts';
import { applications, consoleLogins, operators, tenants } from './installation-changes.ts';
import { keptMails, passwordResets, passwords } from './password-changes.ts';
import { type Change, type Method, makeScene, SECRET } from './scene.ts';
import { externalTokens, serviceAuths, untrustedCredentials } from './secret-changes.ts';
import {
  contacts,
  credentials,
  groups,
  licences,
  persons,
  presences,
  roles,
} from './tenant-changes.ts';
import { users } from './user-changes.ts';

let installation: TestInstallation;
before(async () => {
  const settings = { mailDelivery: keptMails };
  installation = await TestInstallation.create('online', undefined, settings);
});
after(() => installation.close());

const all: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  users,
  userNames,
  externalUsers,
  passwords,
  credentials,
  persons,
  presences,
  contacts,
  passwordResets,
  roles,
  groups,
  licences,
  untrustedCredentials,
  serviceAuths,
  externalTokens,
  consents,
  tenants,
  applications,
  operators,
  consoleLogins,
};

async function eventsAfter(id: number): Promise<readonly StoredAuditEvent[]> {
  return installation.registry.stores.audit.listAfter({}, id, 100);
}

async function lastEventId(): Promise<number> {
  const [last] = await installation.registry.stores.audit.listLatest({}, 1);
  return last?.id ?? 0;
}

async function checkEvent(change: Change): Promise<void> {
  const scene = await makeScene(installation);
  await change.prepare?.(scene);
  const before = await lastEventId();
  await change.make(scene);
  await installation.registry.stores.tenants.remove(scene.services.tenant.id).catch(() => {});
  const events = await eventsAfter(before);
  assert.equal(events.length, 1, JSON.stringify(events));
  const [event] = events;
  assert.ok(event);
  assert.equal(event.action, change.action);
  assert.equal(event.outcome, 'succeeded');
  const told = Object.keys(change.detail).map((name) => [name, event.detail[name]]);
  assert.deepEqual(Object.fromEntries(told), change.detail);
  if (event.operator === null) {
    assert.equal(event.detail['by'], 'anna');
    assert.deepEqual([event.address, event.requestId], ['192.0.2.7', 'r1']);
  } else {
    assert.equal(event.operator, 'root@test');
  }
  assert.doesNotMatch(JSON.stringify(event), new RegExp(SECRET));
}

/** Returns all tables of the database as text. */
function readEverything(): string {
  const database = installation.openDatabase();
  try {
    const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
    return JSON.stringify(
      tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()]),
    );
  } finally {
    database.close();
  }
}

/** Makes the database refuse events while the work runs. */
async function withoutTrail(work: () => Promise<unknown>): Promise<void> {
  const database = installation.openDatabase();
  const refuse = "begin select raise(abort, 'no event on purpose'); end";
  database.exec(`create trigger no_events before insert on audit_events ${refuse}`);
  try {
    await work();
  } finally {
    database.exec('drop trigger no_events');
    database.close();
  }
}

for (const [useCases, methods] of Object.entries(all)) {
  describe(`A change of ${useCases}`, () => {
    for (const [method, changes] of Object.entries(methods)) {
      if (changes === 'reads') continue;
      for (const change of changes) {
        it(`by ${method} records the event ${change.action}`, () => checkEvent(change));

        it(`by ${method} is not stored without the event ${change.action}`, async () => {
          const scene = await makeScene(installation);
          await change.prepare?.(scene);
          const before = readEverything();
          await withoutTrail(() => assert.rejects(change.make(scene), /no event on purpose/));
          assert.equal(readEverything(), before);
          await installation.registry.stores.tenants.remove(scene.services.tenant.id);
        });
      }
    }
  });
}

it('a change without effect records no event', async () => {
  const { services, by, bo } = await makeScene(installation);
  const actor = await by('administer-users');
  const before = await lastEventId();
  await services.users.enable(actor, bo.id);
  await services.users.change(actor, bo.id, { name: 'bo' });
  await services.licences.withdrawAll(actor, bo.id);
  assert.deepEqual(await eventsAfter(before), []);
});

it('events are counted after their change is stored', async () => {
  const { services, by, bo } = await makeScene(installation);
  const actor = await by('administer-users');
  const { audit } = installation.registry;
  const before = audit.recorded;
  await withoutTrail(() => assert.rejects(services.users.disable(actor, bo.id)));
  assert.equal(audit.recorded, before);
  await services.users.disable(actor, bo.id);
  assert.equal(audit.recorded, before + 1);
});
