/** Tickets, CS sessions, failed logins, and the audit trail. */
import { type Kysely, sql } from 'kysely';
import type { DialectTraits } from '../../dialect-traits.ts';
import { addIntegers, addReference, addTexts, createIndex } from './columns.ts';

export async function createSessions(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('tickets')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .$call((table) => addIntegers(table, 'tenant_id', 'associate_id', 'generation'))
    .$call((table) => addTexts(table, 'secret_hash'))
    .addColumn('parent_id', 'text')
    .addColumn('access_token_id', 'text')
    .addColumn('tokens_from_ms', 'bigint', (column) => column.notNull())
    .addColumn('issued_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at_ms', 'bigint', (column) => column.notNull())
    .$call((table) => addTexts(table, 'last_used_from'))
    .addColumn('last_used_by', 'text')
    .$call((table) => addReference(table, 'tickets', 'associate_id', 'associates'))
    .execute();
  await createIndex(db, 'tickets', 'associate', ['tenant_id', 'associate_id']);
  // The tenant is the last column, because the sweep looks for expired tickets of all tenants.
  await createIndex(db, 'tickets', 'parent', ['parent_id', 'tenant_id']);
  await createIndex(db, 'tickets', 'access_token', ['access_token_id', 'tenant_id']);
  await createIndex(db, 'tickets', 'end', ['expires_at_ms']);
  await db.schema
    .createTable('cs_sessions')
    .addColumn('login_id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .$call((table) => addIntegers(table, 'tenant_id', 'associate_id', 'cs_user_id'))
    .$call((table) => addTexts(table, 'key_hash', 'ticket_id', 'client_address', 'origin'))
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_active_at_ms', 'bigint', (column) => column.notNull())
    .$call((table) => addReference(table, 'cs_sessions', 'associate_id', 'associates'))
    .execute();
  await createIndex(db, 'cs_sessions', 'associate', ['tenant_id', 'associate_id']);
  await createIndex(db, 'cs_sessions', 'end', ['expires_at_ms']);
  await createIndex(db, 'cs_sessions', 'activity', ['last_active_at_ms']);
}

export async function createFailedLogins(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('failed_logins')
    // No reference to a tenant, because 0 stands for the console.
    .$call((table) => addIntegers(table, 'tenant_id'))
    .$call((table) => addTexts(table, 'name_hash', 'network'))
    .addColumn('forgotten_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('locked_until_ms', 'bigint')
    .addPrimaryKeyConstraint('failed_logins_pk', ['tenant_id', 'name_hash', 'network'])
    .execute();
  await createIndex(db, 'failed_logins', 'end', ['forgotten_at_ms']);
}

/** Has no foreign keys, because events outlive the records that they name. */
export async function createAuditTrail(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('audit_events')
    .addColumn('id', traits.counterType, (column) => traits.autoIncrement(column.primaryKey()))
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .$call((table) => addTexts(table, 'action', 'outcome'))
    .addColumn('tenant', 'text')
    .addColumn('tenant_folded', 'text')
    .addColumn('user_name', 'text')
    .addColumn('user_name_folded', 'text')
    .addColumn('application', 'text')
    .addColumn('address', 'text')
    .addColumn('user_agent', 'text')
    .addColumn('request_id', 'text')
    .addColumn('operator', 'text')
    .$call((table) => addTexts(table, 'detail'))
    .$call((table) => addIntegers(table, 'count'))
    .execute();
  await createIndex(db, 'audit_events', 'time', ['at_ms', 'id']);
  await createIndex(db, 'audit_events', 'tenant', ['tenant_folded', 'id']);
  await createIndex(db, 'audit_events', 'user', ['user_name_folded', 'id']);
  for (const statement of traits.keepRows('audit_events', 'at_ms')) {
    await sql.raw(statement).execute(db);
  }
}
