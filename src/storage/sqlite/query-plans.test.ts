/** SQLite uses an index for every query that must not slow down with the amount of data. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it, type TestContext } from 'node:test';
import { type CompiledQuery, Kysely } from 'kysely';
import { authorise } from '../../domain/actor.ts';
import type { Stores, TenantStores } from '../../domain/installation.ts';
import { secretNames } from '../../domain/keys/secret-names.ts';
import type { Ticket } from '../../domain/sessions/ticket.ts';
import { addTenant, onsiteTenant } from '../../domain/tenants/tenant.ts';
import { type Associate, createProfile, noDetails } from '../../domain/users/associate.ts';
import { readFullUsers } from '../../domain/users/full-user.ts';
import { UserReading } from '../../domain/users/user-reading.ts';
import { migrate } from '../migrate.ts';
import type { Tables } from '../schema.ts';
import { createStores } from '../stores.ts';
import { WriteProbe } from '../write-probe.ts';
import { SqliteChangeFeed } from './change-feed.ts';
import { NodeSqliteDialect } from './dialect.ts';
import { sqliteDumpTraits } from './dump-traits.ts';
import { sqliteTraits } from './traits.ts';

interface Watched {
  readonly stores: Stores;
  readonly tenant: TenantStores;
  readonly anna: Associate;
  /** The statements that the work executes. */
  statementsOf(work: () => Promise<unknown>): Promise<readonly CompiledQuery[]>;
  /** SQLite's query plan for the statement, one line for each table. */
  explain(query: CompiledQuery): readonly string[];
}

async function watch(context: TestContext): Promise<Watched> {
  const database = new DatabaseSync(':memory:');
  database.exec('pragma foreign_keys = on');
  let seen: CompiledQuery[] = [];
  const db = new Kysely<Tables>({
    dialect: new NodeSqliteDialect(database),
    log: ({ query }) => {
      seen.push(query);
    },
  });
  context.after(() => db.destroy());
  const schemaVersion = await migrate(db, sqliteTraits);
  const info = { type: 'SQLite', version: '', schemaVersion };
  const stores = createStores({
    db,
    traits: sqliteTraits,
    dumpTraits: sqliteDumpTraits,
    info,
    watchChanges: async () => new SqliteChangeFeed(database),
    ping: async () => {},
    writeProbe: new WriteProbe(async () => {}),
  });
  const { id } = await stores.transaction((inside) => addTenant(inside, onsiteTenant(''), 0));
  const tenant = stores.ofTenant(id);
  return {
    stores,
    tenant,
    anna: await tenant.associates.add(createProfile('anna', 1, 1), null, 0),
    statementsOf: async (work) => {
      seen = [];
      await work();
      return seen.filter(({ sql }) => !/^(?:begin|commit|rollback)/.test(sql));
    },
    explain: ({ sql, parameters }) =>
      database
        .prepare(`explain query plan ${sql}`)
        .all(...parameters.map((parameter) => parameter as string | number | null))
        .map((row) => String(row['detail'])),
  };
}

function ticketOf({ id, generation }: Associate, changes: Partial<Ticket>): Ticket {
  return {
    id: 't',
    secretHash: '',
    associateId: id,
    generation,
    parentId: null,
    accessTokenId: null,
    tokensFromMs: 0,
    issuedAtMs: 0,
    expiresAtMs: 10,
    lastUsedAtMs: 0,
    lastUsedFrom: '',
    lastUsedBy: null,
    ...changes,
  };
}

const failure = { nameHash: 'a', network: 'b', failuresMax: 2, forgetMs: 1, lockMs: 1 } as const;

/** A scan of all rows (except those of a CTE), or an index that is built for one query. */
const LOOKS_AT_ALL = /^SCAN (?!ended|found)|AUTOMATIC/;
/** The terms that an index is searched by. */
const SEARCH = /^SEARCH .*\((.*)\)/;

it('every query of a tenant and every daily query uses an index', async (context) => {
  const { stores, tenant, anna, statementsOf, explain } = await watch(context);
  const { associates, roles, groups, licences, tickets, csSessions, systemUsers, failedLogins } =
    tenant;
  const { untrustedCredentials, serviceAuths, externalTokens } = tenant;
  const { persons, contacts } = tenant;
  const { applications, audit, expired, revokedTokens, tenants } = stores;
  const { operators, consoleLinks, consoleSessions } = stores;
  const work = async () => {
    await associates.find(1);
    await associates.findByName('a');
    await associates.findByUserName('a');
    await associates.findByNickName('a');
    await associates.takenLoginNames(['a', 'b'], 1);
    await associates.findAll([1, 2]);
    await associates.listOfPerson(1);
    await associates.listOfCsUser(1);
    await associates.states([1, 2]);
    await associates.details([1, 2]);
    await associates.setDetails(1, noDetails);
    await associates.recordTimes(1, { lastLoginAtMs: 1 });
    await associates.retire(1, 0);
    await associates.reinstate(1);
    await associates.listFormer(0, 10);
    await persons.findAll([1, 2]);
    await persons.list(0, 10);
    await persons.listOfContact(1, 0, 10);
    await contacts.find(1);
    await contacts.findAll([1, 2]);
    await contacts.findOwnCompany();
    await contacts.list(0, 10);
    await contacts.countInternalUsers(1);
    await associates.listByEmail('a');
    await associates.list(0, 10);
    await associates.principal(anna);
    await associates.readPasswordHash(1);
    await associates.update(1, anna);
    await associates.setPasswordHash(1, '');
    await associates.disable(1, 0);
    await associates.enable(1);
    await associates.principals([anna, anna]);
    await roles.find(1);
    await roles.countUsers(1);
    await roles.countEnabledUsersWith('admin-all', 9);
    await roles.rightIds([1, 2]);
    await roles.setRightIds(2, [1]);
    await roles.dataRights([1, 2]);
    await roles.setDataRights(2, 'contact', { MyOwn: 'R' });
    await roles.moveUsers(2, 3);
    await groups.find(1);
    await groups.update({ id: 1, name: 'b', tooltip: '', rank: 1, isDeleted: false });
    await groups.countMembers(1);
    await groups.moveMembers(2, 3);
    await licences.assignedTo([1, 2]);
    await licences.assign(1, 1);
    await licences.withdraw(1, [1, 2]);
    await licences.removeModule(2);
    await tenants.lock(1);
    await tickets.add(ticketOf(anna, {}));
    await tickets.find('t');
    await tickets.recordUse('t', ticketOf(anna, {}), 1);
    const step = { fromGeneration: 1, toGeneration: 2, tokensFromMs: 0 };
    await tickets.carryOver({ id: 't', associateId: 1 }, step);
    await tickets.listLive(0, 10);
    await tickets.listLive(0, 10, 1);
    await tickets.remove('t');
    await tickets.findOfAccessToken('a');
    await tickets.removeOfAccessToken('a');
    await tickets.removeOfAssociate(1);
    await csSessions.find(1);
    await csSessions.recordUse(1, 1);
    await csSessions.listLive(0, 0, 10);
    await csSessions.listLive(0, 0, 10, 1);
    await csSessions.remove(1);
    await expired.removeCsSessions(0, 0, 10);
    await expired.removeRevokedTokens(0, 10);
    await expired.removeAuditEvents(0, 10);
    await stores.liveTickets.countExpiring(0, 10);
    await audit.listLatest({ user: 'a' }, 10);
    await audit.listLatest({ tenant: '' }, 10);
    await audit.listAfter({}, 1, 10);
    await audit.listRange({}, { sinceMs: 0, untilMs: 1, after: { atMs: 0, id: 1 } }, 10);
    await expired.removeFailedLogins(0, 10);
    await failedLogins.find(['a', ''], ['b', '']);
    await failedLogins.listOfName('a');
    await failedLogins.count([failure], 0);
    await failedLogins.remember(failure, 0);
    await failedLogins.remove(failure);
    await failedLogins.removeOfName('a');
    await revokedTokens.has('a');
    await untrustedCredentials.list(1, 'imap');
    await untrustedCredentials.count(1);
    await untrustedCredentials.remove({ associateId: 1, type: 'imap', publicValue: 'a' });
    await serviceAuths.find(1);
    await serviceAuths.count(1);
    await serviceAuths.remove(1);
    await externalTokens.find('a');
    await externalTokens.keepNewest(1, 10);
    await tenants.find('');
    await applications.find(1);
    await applications.findByName('a');
    await applications.findByClientId('a');
    await systemUsers.find(1);
    await systemUsers.remove(1);
    await applications.findByTokenHash('a');
    await applications.listTokenTimes(1);
    await applications.removeOldTokens(1);
    await operators.findByName('a');
    await operators.readPasswordHash(1);
    await operators.remove(1);
    await consoleLinks.find('a');
    await consoleLinks.remove('a');
    await consoleSessions.find('a');
    await consoleSessions.prolong('a', 1);
    await consoleSessions.remove('a');
    await consoleSessions.removeOfOperator(1);
    await expired.removeConsoleLinks(0, 10);
    await expired.removeConsoleSessions(0, 10);
    await associates.remove(1, 0);
  };
  const statements = await statementsOf(work);
  assert.ok(statements.length >= 40);
  for (const statement of statements) {
    for (const step of explain(statement)) {
      assert.doesNotMatch(step, LOOKS_AT_ALL, statement.sql);
    }
  }
});

it('lookups of single rows never scan the tenant', async (context) => {
  const { tenant, statementsOf, explain } = await watch(context);
  const { associates, tickets, csSessions, failedLogins } = tenant;
  const statements = await statementsOf(async () => {
    await associates.listByEmail('a');
    await associates.takenLoginNames(['a', 'b'], 0);
    await tickets.find('t');
    await tickets.remove('t');
    await tickets.removeOfAccessToken('a');
    await tickets.removeOfAssociate(1);
    await csSessions.find(1);
    await csSessions.recordUse(1, 1);
    await failedLogins.find(['a', ''], ['b', '']);
    await failedLogins.removeOfName('a');
  });
  for (const statement of statements) {
    for (const step of explain(statement)) {
      assert.notEqual(SEARCH.exec(step)?.[1], 'tenant_id=?', `${step}\n${statement.sql}`);
    }
  }
});

it('secrets of users that a master key has sealed are found by an index', async (context) => {
  const { stores, statementsOf, explain } = await watch(context);
  const key = { tenant_id: 1, id: 1 };
  const row = { table: 'service_auths', head: new Uint8Array(20), key };
  const sealed = new Uint8Array(48);
  const last = { name: secretNames.tokenKey(1), sealed, row };
  const statements = await statementsOf(async () => {
    await stores.sealedSecrets.count('0123456789abcdef');
    await stores.sealedSecrets.list('0123456789abcdef', null, 10);
    await stores.sealedSecrets.list('0123456789abcdef', last, 10);
  });
  const ofUsers = /untrusted_credentials|service_auths|external_tokens/;
  const plans = statements.filter(({ sql }) => ofUsers.test(sql)).flatMap(explain);
  assert.equal(plans.length, 8);
  const [update] = await statementsOf(() => stores.sealedSecrets.replace(last, sealed));
  assert.ok(update);
  assert.match(
    explain(update)[0] ?? '',
    /^SEARCH service_auths USING INDEX .*\(tenant_id=\? AND id/,
  );
  for (const plan of plans) assert.match(plan, /^SEARCH \w+ USING (?:COVERING )?INDEX \w+_by_seal/);
});

it('expired tickets are removed by three statements that use an index', async (context) => {
  const { stores, tenant, anna, statementsOf, explain } = await watch(context);
  const { tickets } = tenant;
  for (const id of ['a', 'b', 'c']) await tickets.add(ticketOf(anna, { id }));
  await tickets.add(ticketOf(anna, { id: 'd', parentId: 'a' }));
  const usual = await statementsOf(() => stores.expired.removeTickets(10, 10));
  assert.equal(usual.length, 3);
  await tickets.add(ticketOf(anna, { id: 'a' }));
  await tickets.add(ticketOf(anna, { id: 'b', parentId: 'a', expiresAtMs: 99 }));
  const lifting = await statementsOf(() => stores.expired.removeTickets(10, 10));
  assert.equal(lifting.length, 4);
  assert.deepEqual([...usual, ...lifting].flatMap(explain), [
    'SEARCH tickets USING INDEX tickets_by_end (expires_at_ms<?)',
    'SEARCH tickets USING INDEX tickets_by_parent (parent_id=?)',
    'SEARCH tickets USING COVERING INDEX sqlite_autoindex_tickets_1 (id=?)',
    'SEARCH tickets USING INDEX tickets_by_end (expires_at_ms<?)',
    'SEARCH tickets USING INDEX tickets_by_parent (parent_id=?)',
    'SEARCH tickets USING INDEX sqlite_autoindex_tickets_1 (id=?)',
    'SEARCH tickets USING INDEX sqlite_autoindex_tickets_1 (id=?)',
  ]);
});

it('principals of 500 users take as many statements as those of one', async (context) => {
  const { tenant, anna, statementsOf } = await watch(context);
  const users = [anna];
  for (let count = 1; count < 500; count += 1) {
    const profile = createProfile(`user ${count}`, (count % 16) + 1, 1);
    users.push(await tenant.associates.add(profile, null, 0));
  }
  const ofOne = await statementsOf(() => tenant.associates.principal(anna));
  const ofAll = await statementsOf(async () => {
    assert.equal((await tenant.associates.principals(users)).length, 500);
  });
  assert.equal(ofOne.length, 4);
  assert.equal(ofAll.length, 4);
});

it('500 users are read with as many statements as one', async (context) => {
  const { tenant, anna, statementsOf } = await watch(context);
  const users = [anna];
  for (let count = 1; count < 500; count += 1) {
    const profile = createProfile(`user ${count}`, (count % 16) + 1, 1);
    users.push(await tenant.associates.add(profile, null, 0));
  }
  const reading = new UserReading(tenant);
  const actor = authorise({ kind: 'system' }, 'read-lists');
  const infosOf = async (ids: readonly number[]) =>
    statementsOf(async () => {
      assert.equal((await reading.infos(actor, ids)).length, ids.length);
    });
  const fullOf = async (some: readonly Associate[]) =>
    statementsOf(async () => {
      assert.equal((await readFullUsers(tenant, some)).length, some.length);
    });
  assert.equal((await infosOf([anna.id])).length, 6);
  assert.equal((await infosOf(users.map(({ id }) => id))).length, 6);
  const ofOne = await fullOf([anna]);
  assert.equal((await fullOf(users)).length, ofOne.length);
  assert.ok(ofOne.length <= 11, `${ofOne.length}`);
});

it('a tenant is created with few statements', async (context) => {
  const { stores, statementsOf } = await watch(context);
  const asked = { contextIdentifier: 'a', companyName: '' };
  const statements = await statementsOf(() =>
    stores.transaction((inside) => addTenant(inside, asked, 0)),
  );
  assert.ok(statements.length <= 14, `${statements.length}`);
});

it('members of a group are moved with few statements, however many there are', async (context) => {
  const { tenant, statementsOf } = await watch(context);
  for (let count = 1; count < 50; count += 1) {
    const groups = { secondaryGroupIds: count % 2 === 0 ? [2] : [2, 3] };
    await tenant.associates.add(createProfile(`user ${count}`, 1, 1, groups), null, 0);
  }
  const statements = await statementsOf(() => tenant.groups.moveMembers(2, 3));
  assert.equal(statements.length, 4);
});

it('prepared queries serve all values', async (context) => {
  const { tenant, anna, statementsOf } = await watch(context);
  const statements = await statementsOf(async () => {
    for (const expiresAtMs of [1, 2]) {
      await tenant.tickets.recordUse('t', ticketOf(anna, { expiresAtMs }), expiresAtMs);
      await tenant.csSessions.recordUse(1, expiresAtMs);
    }
    for (const id of [70, 71]) {
      const group = { id, name: `group ${id}`, tooltip: '', rank: 1, isDeleted: false };
      await tenant.groups.add(group);
    }
  });
  // Two uses; and four statements for a group: the counter, two lookups of the id, and the row.
  assert.equal(statements.length, 4 + 8);
  assert.equal(new Set(statements.map(({ sql }) => sql)).size, 2 + 4);
});
