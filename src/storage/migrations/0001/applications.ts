/** Applications with their tokens and public keys, and revoked tokens. */
import type { Kysely } from 'kysely';
import type { DialectTraits } from '../../dialect-traits.ts';
import { addApplication, addIntegers, addTenant, addTexts, createIndex } from './columns.ts';

export async function createApplications(
  db: Kysely<unknown>,
  traits: DialectTraits,
): Promise<void> {
  await db.schema
    .createTable('applications')
    .addColumn('id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .addColumn('client_id', 'text', (column) => column.notNull().unique())
    .$call((table) => addTexts(table, 'name'))
    .addColumn('name_folded', 'text', (column) => column.notNull().unique())
    .$call((table) => addTexts(table, 'redirect_uris'))
    .$call((table) => addIntegers(table, 'native', 'server_to_server'))
    .$call((table) => addIntegers(table, 'all_tenants', 'tokens_given'))
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('disabled_at_ms', 'bigint')
    .execute();
  await db.schema
    .createTable('application_agents')
    .$call(addApplication)
    .$call((table) => addTexts(table, 'agent'))
    .addPrimaryKeyConstraint('application_agents_pk', ['application_id', 'agent'])
    .execute();
  await db.schema
    .createTable('application_tenants')
    .$call(addApplication)
    .$call(addTenant)
    .addPrimaryKeyConstraint('application_tenants_pk', ['application_id', 'tenant_id'])
    .execute();
  await createIndex(db, 'application_tenants', 'tenant', ['tenant_id']);
  await createApplicationSecrets(db);
}

async function createApplicationSecrets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('application_tokens')
    .addColumn('token_hash', 'text', (column) => column.notNull().primaryKey())
    .$call(addApplication)
    .$call((table) => addIntegers(table, 'number'))
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('application_tokens_order', ['application_id', 'number'])
    .execute();
  await db.schema
    .createTable('application_keys')
    .$call(addApplication)
    .$call((table) => addTexts(table, 'key_id', 'jwk'))
    .addPrimaryKeyConstraint('application_keys_pk', ['application_id', 'key_id'])
    .execute();
  await db.schema
    .createTable('revoked_tokens')
    .addColumn('token_id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await createIndex(db, 'revoked_tokens', 'end', ['expires_at_ms']);
}
