import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it, type TestContext } from 'node:test';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Associate } from '../../domain/associate.ts';
import type { Stores } from '../../domain/installation.ts';
import { openDatabase } from '../sqlite/database.ts';
import { NodeSqliteDialect } from '../sqlite/dialect.ts';
import { openSqliteStores } from '../sqlite/open.ts';
import { sqliteTraits } from '../sqlite/traits.ts';
import { firstTables } from './0001-first-tables.ts';

const NOW_MS = Date.UTC(2031, 4, 17);
const HOUR_MS = 3_600_000;

/** Something in every table; ids have gaps, and name one row each where they can. */
const CONTENT = `
  insert into installation values (1, 'an id', 'Ærø AS', 1, 11);
  insert into token_keys values (4294967295, x'00ff', 12);
  insert into roles values (7, 'Employee', 'employee', 'People', 'employee');
  insert into roles values (3, 'Ærø', 'ærø', 'on Ærø', 'system');
  insert into role_rights values (7, 'b'), (7, 'a'), (3, 'c');
  insert into user_groups values (5, 'Alle', 'alle'), (2, 'Salg', 'salg'), (9, 'Z', 'z');
  insert into licenses values (4, 'Owner', 'owner', 'First', 'first', 'one', '1');
  insert into licenses values (6, 'Owner', 'owner', 'Second', 'second', 'two', '2');
  insert into associates values (21, 'Anna', 'anna', 'Anna Æ', 'Anna@x', 'anna@x', 'external', 7, 5,
    101, 102, 103, 104, 105, 106, 107, 108, 109, 'read-only', 'hash', ${NOW_MS}, null, 4);
  insert into associates values (30, 'Bo', 'bo', 'Bo B', null, null, 'internal', 3, 2,
    0, 0, 0, 0, 0, 0, 0, null, null, null, null, ${NOW_MS + 1}, ${NOW_MS + 2}, 2);
  insert into associate_groups values (21, 2), (21, 9), (30, 5);
  insert into associate_licenses values (21, 4), (30, 6);
  insert into tickets values ('t1', '7S:1', 21, 4, null, 1, ${NOW_MS + 9}, 3, '192.0.2.1', null);
  insert into tickets values ('t2', '7S:2', 21, 4, 't1', 4, ${NOW_MS + 8}, 2, '192.0.2.2', 'by');
  insert into tickets values ('t3', '7S:3', 30, 1, 'gone', 7, 8, 9, '192.0.2.3', null);
  insert into cs_sessions values (40, 'key', 21, 108, 't1', '2001:db8::1', 'soap',
    ${NOW_MS}, ${NOW_MS + 5});
  insert into cs_sessions values (41, 'old', 30, 1, 'gone', '2001:db8::2', 'soap', 1, 2);
`;

/** A file as the first migration left it, and what of SQL was put there. */
async function createFirst(context: TestContext, content: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'ticketoffice-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'stores.db');
  const database = await openDatabase(file);
  const db = new Kysely<unknown>({ dialect: new NodeSqliteDialect(database) });
  const migrations = { '0001-first-tables': firstTables(sqliteTraits) };
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  assert.equal(error, undefined);
  database.exec(content);
  await db.destroy();
  return file;
}

async function open(context: TestContext, file: string): Promise<Stores> {
  const stores = await openSqliteStores(file);
  context.after(() => stores.close());
  return stores;
}

function look(context: TestContext, file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true });
  context.after(() => database.close());
  return database;
}

const anna: Associate = {
  id: 21,
  name: 'Anna',
  fullName: 'Anna Æ',
  email: 'Anna@x',
  type: 'external',
  roleId: 7,
  groupId: 5,
  secondaryGroupIds: [2, 9],
  personId: 101,
  contactId: 102,
  contactOwnerId: 103,
  countryId: 104,
  homeCountryId: 105,
  businessId: 106,
  categoryId: 107,
  csUser: { id: 108, accessLevel: 109, status: 'read-only' },
  createdAtMs: NOW_MS,
  disabledAtMs: null,
  generation: 4,
};

it('makes the installation one on-site, with one tenant', async (context) => {
  const stores = await open(context, await createFirst(context, CONTENT));
  const installation = { id: 'an id', mode: 'onsite', demo: true, createdAtMs: 11 };
  assert.deepEqual(await stores.installation.read(), installation);
  assert.deepEqual(await stores.tenants.list(0, 10), [
    { id: 1, contextIdentifier: '', companyName: 'Ærø AS', createdAtMs: 11, suspendedAtMs: null },
  ]);
  assert.equal((await stores.tenants.find(''))?.id, 1);
  assert.deepEqual(
    (await stores.keys.list()).map(({ id, createdAtMs }) => [id, createdAtMs]),
    [[4294967295, 12]],
  );
  assert.deepEqual(await stores.applications.list(), []);
});

it('carries over users with roles, groups and licences', async (context) => {
  const stores = await open(context, await createFirst(context, CONTENT));
  const { associates, directory } = stores.ofTenant(1);
  const [first, second, ...others] = await associates.list(0, 10);
  assert.deepEqual(first, anna);
  assert.deepEqual(others, []);
  assert.ok(second);
  assert.equal(await associates.readPasswordHash(21), 'hash');
  assert.deepEqual(await associates.findByEmail('ANNA@X'), anna);
  assert.equal((await associates.findByName('bo'))?.disabledAtMs, NOW_MS + 2);
  assert.deepEqual(second.secondaryGroupIds, [5]);
  const ofAnna = await associates.principal(anna);
  assert.deepEqual(ofAnna.role, {
    id: 7,
    name: 'Employee',
    description: 'People',
    type: 'employee',
    functionRights: ['a', 'b'],
  });
  const [license, secondLicense] = await directory.listLicenses();
  assert.deepEqual(license, {
    moduleId: 4,
    ownerName: 'Owner',
    name: 'First',
    description: 'one',
    version: '1',
  });
  assert.deepEqual(ofAnna.licenses, [license]);
  assert.deepEqual((await associates.principal(second)).licenses, [secondLicense]);
  assert.deepEqual((await directory.findRoleByName('ÆRØ'))?.functionRights, ['c']);
  assert.deepEqual(await directory.listGroups(), [
    { id: 2, name: 'Salg' },
    { id: 5, name: 'Alle' },
    { id: 9, name: 'Z' },
  ]);
});

it('carries over tickets and CS sessions', async (context) => {
  const stores = await open(context, await createFirst(context, CONTENT));
  const { tickets, csSessions } = stores.ofTenant(1);
  const second = {
    id: 't2',
    secretHash: '7S:2',
    associateId: 21,
    generation: 4,
    parentId: 't1',
    accessTokenId: null,
    issuedAtMs: 4,
    expiresAtMs: NOW_MS + 8,
    lastUsedAtMs: 2,
    lastUsedFrom: '192.0.2.2',
    lastUsedBy: 'by',
  };
  assert.deepEqual(await tickets.find('t2'), second);
  assert.equal((await tickets.find('t3'))?.parentId, 'gone');
  assert.deepEqual(await tickets.listLive(NOW_MS, 10), [await tickets.find('t1'), second]);
  const session = {
    loginId: 40,
    keyHash: 'key',
    associateId: 21,
    csUserId: 108,
    ticketId: 't1',
    clientAddress: '2001:db8::1',
    origin: 'soap',
    startedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + HOUR_MS,
    lastActiveAtMs: NOW_MS + 5,
  };
  assert.deepEqual(await csSessions.find(40), session);
  assert.deepEqual(await csSessions.listLive(NOW_MS, 0, 10), [session]);
  assert.equal((await csSessions.find(41))?.expiresAtMs, 1 + HOUR_MS);
  assert.equal(await tickets.remove('t1'), 2);
});

it('goes on with ids where they were', async (context) => {
  const stores = await open(context, await createFirst(context, CONTENT));
  const { associates, directory, csSessions } = stores.ofTenant(1);
  const { id } = await associates.add({ ...anna, name: 'new' }, null, NOW_MS);
  assert.equal(id, 31);
  const role = { name: 'new', description: '', type: 'employee', functionRights: [] } as const;
  assert.equal((await directory.addRole(role)).id, 8);
  assert.equal((await directory.addGroup({ name: 'new' })).id, 10);
  const license = { ownerName: 'new', name: '', description: '', version: '' };
  assert.equal((await directory.addLicense(license)).moduleId, 7);
  const session = await csSessions.find(40);
  assert.ok(session);
  assert.equal(await csSessions.add(session), 42);
  const tenant = { contextIdentifier: 'a', companyName: '', roles: [], groups: [] };
  assert.equal((await stores.tenants.add(tenant, NOW_MS)).id, 2);
});

it('leaves a sound file, and nothing of the old tables', async (context) => {
  const file = await createFirst(context, CONTENT);
  await open(context, file);
  const database = look(context, file);
  assert.deepEqual(database.prepare('pragma foreign_key_check').all(), []);
  const [integrity] = database.prepare('pragma integrity_check').all();
  assert.deepEqual({ ...integrity }, { integrity_check: 'ok' });
  const old = "select name from sqlite_master where sql like '%old\\_%' escape '\\'";
  assert.deepEqual(database.prepare(old).all(), []);
  const counted = database.prepare("select name from sqlite_sequence where name like 'old%'").all();
  assert.deepEqual(counted, []);
});

it('makes of a full database the same tables as of an empty one', async (context) => {
  const schemas = [];
  for (const content of ['', CONTENT]) {
    const file = await createFirst(context, content);
    await open(context, file);
    const schema = 'select type, name, sql from sqlite_master order by name, type';
    schemas.push(look(context, file).prepare(schema).all());
  }
  assert.deepEqual(schemas[0], schemas[1]);
});

it('takes a database that holds no installation, and then one is made in it', async (context) => {
  const leftover = "insert into user_groups values (5, 'Everyone', 'everyone')";
  const stores = await open(context, await createFirst(context, leftover));
  assert.equal(await stores.installation.read(), null);
  assert.deepEqual(await stores.tenants.list(0, 10), []);
  const groups = [{ name: 'Everyone' }];
  const tenant = { contextIdentifier: '', companyName: 'Ærø AS', roles: [], groups };
  const installation = { id: 'id', mode: 'onsite', demo: false, createdAtMs: 1 } as const;
  const key = { id: 1, sealed: new Uint8Array([1]), createdAtMs: 1, retiredAtMs: null };
  await stores.installation.create({ installation, key, tenant });
  assert.deepEqual(await stores.ofTenant(1).directory.listGroups(), [{ id: 1, name: 'Everyone' }]);
});
