/** Moving a database from one engine to the other and back. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { auditEventOf } from '../../src/domain/audit/audit.ts';
import { createContact } from '../../src/domain/contacts/contact.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { defaultPasswordPolicy } from '../../src/domain/passwords/password-policy.ts';
import { addTenant } from '../../src/domain/tenants/tenant.ts';
import { readDump } from '../../src/storage/dump/read-dump.ts';
import { writeDump } from '../../src/storage/dump/write-dump.ts';
import type { OpenedDatabase } from '../../src/storage/opened-database.ts';
import { openPostgres } from '../../src/storage/postgres/open.ts';
import { openSqlite } from '../../src/storage/sqlite/open.ts';
import { createStores } from '../../src/storage/stores.ts';
import { sampleCode, sampleConsent, sampleRefreshToken } from '../conformance/consents.ts';
import {
  addSamplePerson,
  addSampleProfile,
  NOW_MS,
  sampleApplication,
  sampleCsSession,
  sampleInstallation,
  sampleKey,
  sampleReset,
  sampleTenant,
  sampleTicket,
} from '../conformance/samples.ts';
import {
  sampleCredential,
  sampleExternalTokens,
  sampleServiceAuth,
} from '../conformance/user-secrets.ts';
import { TestPostgres } from '../support/postgres.ts';

/** More than one page. */
const TICKETS = 1_203;

let postgres: TestPostgres;
let directory: string;
before(async () => {
  postgres = await TestPostgres.start();
  directory = await mkdtemp(join(tmpdir(), 'ticketoffice-'));
});
after(async () => {
  await postgres.close();
  await rm(directory, { recursive: true });
});

const opened: OpenedDatabase[] = [];
after(() => Promise.all(opened.map(({ db }) => db.destroy())));

async function remember(opening: Promise<OpenedDatabase>): Promise<OpenedDatabase> {
  const database = await opening;
  opened.push(database);
  return database;
}

const newSqlite = (name: string) => remember(openSqlite(join(directory, name)));
const newPostgres = async () =>
  remember(
    openPostgres(await postgres.createDatabase(), { connectionsMax: 4, patience: 'command' }),
  );

/**
 * Adds a row to each table. Includes names whose order is not that of their bytes, and removed ids.
 */
async function fill(database: OpenedDatabase): Promise<void> {
  const stores = createStores(database);
  await stores.installation.create(sampleInstallation());
  await stores.transaction((inside) => addTenant(inside, sampleTenant(''), NOW_MS));
  const { id } = (await stores.tenants.find('')) ?? { id: 0 };
  const tenant = stores.ofTenant(id);
  const profile = await addSampleProfile(tenant);
  const { id: contactId } = await tenant.contacts.add(createContact('Ærø'));
  const personId = await addSamplePerson(tenant, { email: 'Änna@example.com', contactId });
  const anna = await tenant.associates.add(
    { ...profile, secondaryGroupIds: [profile.groupId], personId },
    'hash',
    NOW_MS,
  );
  const gone = await tenant.associates.add({ ...profile, name: 'bo' }, null, NOW_MS);
  await tenant.associates.remove(gone.id, NOW_MS);
  await tenant.associates.recordTimes(anna.id, { lastLoginAtMs: NOW_MS });
  await tenant.associates.setDetails(anna.id, {
    requestSignature: 'Änna\nÆrø',
    absenceMessage: 'Away',
    ticketCategoryIds: [2, 9],
    extraFields: new Map([['b', '1']]),
    customFields: new Map([['a', '"']]),
  });
  await tenant.licences.assign(anna.id, 14);
  await tenant.passwordResets.set(sampleReset(anna.id));
  await tenant.passwordPolicies.set({ ...defaultPasswordPolicy, message: 'Länger' });
  await tenant.failedLogins.remember({ nameHash: 'ä', network: '192.0.2.0/24' }, NOW_MS);
  const carla = { name: 'Çarla', role: 'viewer', createdAtMs: NOW_MS, passwordHash: 'h' } as const;
  await stores.operators.add(carla);
  await stores.audit.append([auditEventOf({ action: 'login', outcome: 'refused' }, NOW_MS)]);
  const names = ['b', 'B', 'ä', 'Z', 'a_', 'a-', 'ab'];
  const keys = names.map(sampleKey);
  const application = await stores.applications.add(
    sampleApplication('Sync', { agents: names, tenantIds: [id], publicKeys: keys }),
    'hash',
    NOW_MS,
  );
  await tenant.systemUsers.set(application.id, anna.id);
  const removed = await stores.applications.add(sampleApplication('Gone'), 'gone', NOW_MS);
  await stores.applications.remove(removed.id);
  await stores.signingKeys.add({
    keyId: 'k',
    algorithm: 'ES256',
    publicJwk: { kty: 'EC' },
    sealed: new Uint8Array([0, 255, 128]),
    createdAtMs: NOW_MS,
    signsFromMs: NOW_MS,
    retiredAtMs: null,
  });
  await tenant.untrustedCredentials.set(sampleCredential(anna.id));
  await tenant.serviceAuths.add(sampleServiceAuth(anna.id, { id: 7 }));
  await tenant.externalTokens.add(sampleExternalTokens(anna.id, 'hash'));
  await tenant.consents.set(sampleConsent(application.id));
  const holder = { applicationId: application.id, associateId: anna.id };
  await tenant.refreshTokens.add(sampleRefreshToken(holder, 'refresh'));
  await tenant.authorizationCodes.add(sampleCode(holder, 'secret code'));
  await stores.masterKey.set({ currentId: 'new', previousId: 'old' });
  await stores.revokedTokens.add('token', NOW_MS);
  await tenant.csSessions.add(sampleCsSession(anna));
  for (let count = 0; count < TICKETS; count += 1) await tenant.tickets.add(sampleTicket(anna));
}

async function dump(database: OpenedDatabase): Promise<string> {
  let text = '';
  const progress: (readonly [rows: number, of: number])[] = [];
  const write = async (more: string) => {
    text += more;
  };
  const counts = await writeDump(database, write, (rows, of) => progress.push([rows, of]));
  const empty = Object.entries(counts).filter(([, count]) => count === 0);
  assert.deepEqual(empty, [], 'each table must have a row');
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  assert.deepEqual(progress.at(-1), [total, total]);
  assert.equal(text.split('\n').filter((line) => line.includes('"row"')).length, total);
  return text;
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n').slice(0, -1);
}

const restore = (database: OpenedDatabase, text: string) =>
  readDump(database, linesOf(text), () => {});

async function refuse(database: OpenedDatabase, text: string, message: RegExp): Promise<void> {
  await assert.rejects(restore(database, text), (error: unknown) => {
    assert.ok(error instanceof DomainError, `${error}`);
    assert.match(error.message, message);
    return true;
  });
}

describe('A dump', () => {
  it('is the same from SQLite, PostgreSQL and SQLite again', async () => {
    const first = await newSqlite('first.db');
    await fill(first);
    const text = await dump(first);
    const second = await newPostgres();
    const counts = await restore(second, text);
    assert.equal(counts.tickets, TICKETS);
    const third = await newSqlite('third.db');
    assert.equal(await dump(second), text);
    await restore(third, await dump(second));
    assert.equal(await dump(third), text);
  });

  it('holds no links and sessions of the console, and no authorization codes', async () => {
    const first = await newSqlite('console.db');
    await fill(first);
    const { consoleLinks, consoleSessions } = createStores(first);
    const whose = { name: 'root@crm1', role: 'operator' } as const;
    await consoleLinks.add({ ...whose, secretHash: 'secret link', expiresAtMs: NOW_MS });
    const times = { startedAtMs: 0, idleEndsAtMs: NOW_MS, endsAtMs: NOW_MS };
    const secretHash = 'secret session';
    await consoleSessions.add({ ...whose, ...times, secretHash, operatorId: null });
    const text = await dump(first);
    assert.doesNotMatch(text, /secret (?:link|session|code)/);
    assert.match(text, /"table":"operators".*Çarla/);
  });

  it('keeps the counters of identity columns', async () => {
    const first = await newSqlite('counting.db');
    await fill(first);
    const second = await newPostgres();
    await restore(second, await dump(first));
    const expected = await createStores(first).applications.add(sampleApplication('x'), 'x', 1);
    const added = await createStores(second).applications.add(sampleApplication('x'), 'x', 1);
    assert.equal(added.id, expected.id);
    assert.ok(added.id > 2, 'the id of a removed application is used again');
  });

  it('is one snapshot, whatever is written meanwhile', async () => {
    for (const database of [await newSqlite('moving.db'), await newPostgres()]) {
      await fill(database);
      const before = await dump(database);
      const { applications } = createStores(
        database.info.type === 'SQLite' ? await newSqlite('moving.db') : database,
      );
      let added = false;
      let text = '';
      await writeDump(
        database,
        async (more) => {
          text += more;
          if (added) return;
          if (!more.includes('"installation"')) return;
          added = true;
          await applications.add(sampleApplication('Late'), 'late', NOW_MS);
        },
        () => {},
      );
      assert.ok(added);
      const rows = (dumped: string) => dumped.split('\n').filter((line) => line.includes('"row"'));
      assert.deepEqual(rows(text), rows(before));
      assert.notDeepEqual(rows(await dump(database)), rows(before));
    }
  });

  it('is refused when it is changed, truncated or of another format', async () => {
    const source = await newSqlite('source.db');
    await fill(source);
    const text = await dump(source);
    for (const database of [await newSqlite('refusing.db'), await newPostgres()]) {
      await refuse(database, text.replace('Änna@example', 'Anna@example'), /was changed/);
      await refuse(database, text.slice(0, text.lastIndexOf('{"counts"')), /cut short/);
      await refuse(database, `${text}{}\n`, /after its end/);
      await refuse(
        database,
        text.replace(/"schemaVersion":\d+/, '"schemaVersion":99'),
        /version 99/,
      );
      await refuse(database, 'hello\n', /no dump of Ticketoffice/);
      await refuse(database, text.replace('"table":"tickets"', '"table":"users"'), /Line \d+/);
      const [ticket = ''] = /^.*"table":"tickets".*$/m.exec(text) ?? [];
      await refuse(database, text.replace(ticket, `${ticket}\n${ticket}`), /is there twice/);
      // The failed import left no rows, so another one succeeds.
      await restore(database, text);
      await refuse(database, text, /not empty.*installation/);
    }
  });
});
