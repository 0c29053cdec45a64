/** Consents, and what sign-ins give applications. */
import { type Kysely, sql } from 'kysely';
import type { DialectTraits } from '../../dialect-traits.ts';
import { sealedHead } from '../../sealed-head.ts';
import {
  addApplication,
  addIntegers,
  addOwner,
  addTenant,
  addTexts,
  createIndex,
} from './columns.ts';

export async function createConsents(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('consents')
    .$call(addTenant)
    .$call(addApplication)
    .addColumn('sealed', traits.bytesType, (column) => column.notNull())
    .$call((table) => addTexts(table, 'agents'))
    .$call((table) => addIntegers(table, 'server_to_server'))
    .addColumn('given_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at_ms', 'bigint')
    .addPrimaryKeyConstraint('consents_pk', ['tenant_id', 'application_id'])
    .execute();
  await createIndex(db, 'consents', 'application', ['application_id']);
  await sql`create index consents_by_seal on consents (${sealedHead})`.execute(db);
  await createGrants(db);
}

async function createGrants(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('authorization_codes')
    .addColumn('code_hash', 'text', (column) => column.notNull().primaryKey())
    .$call(addTenant)
    .$call(addApplication)
    .$call((table) => addOwner(table, 'authorization_codes'))
    .$call((table) => addIntegers(table, 'generation'))
    .$call((table) => addTexts(table, 'ticket_id', 'redirect_uri'))
    .addColumn('nonce', 'text')
    .addColumn('challenge_method', 'text')
    .addColumn('challenge', 'text')
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('refresh_token_hash', 'text')
    .execute();
  await createIndex(db, 'authorization_codes', 'end', ['expires_at_ms']);
  await db.schema
    .createTable('refresh_tokens')
    .addColumn('token_hash', 'text', (column) => column.notNull().primaryKey())
    .$call(addTenant)
    .$call(addApplication)
    .$call((table) => addOwner(table, 'refresh_tokens'))
    .$call((table) => addIntegers(table, 'generation'))
    .$call((table) => addTexts(table, 'ticket_id'))
    .addColumn('issued_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  for (const table of ['authorization_codes', 'refresh_tokens']) {
    await createIndex(db, table, 'application', ['application_id', 'tenant_id', 'associate_id']);
    await createIndex(db, table, 'owner', ['tenant_id', 'associate_id']);
  }
}
