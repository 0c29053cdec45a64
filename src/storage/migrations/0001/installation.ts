/** The installation, its keys, and its tenants. */
import { type Kysely, sql } from 'kysely';
import type { DialectTraits } from '../../dialect-traits.ts';
import { addIntegers, addTenant, addTexts } from './columns.ts';

export async function createInstallation(
  db: Kysely<unknown>,
  traits: DialectTraits,
): Promise<void> {
  await db.schema
    .createTable('installation')
    .addColumn('only_row', 'integer', (column) => column.primaryKey().check(sql`only_row = 1`))
    .$call((table) => addTexts(table, 'id', 'mode', 'purpose'))
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('master_key')
    .addColumn('only_row', 'integer', (column) => column.primaryKey().check(sql`only_row = 1`))
    .$call((table) => addTexts(table, 'current_id'))
    .addColumn('previous_id', 'text')
    .execute();
  await db.schema
    .createTable('failed_login_key')
    .addColumn('only_row', 'integer', (column) => column.primaryKey().check(sql`only_row = 1`))
    .addColumn('sealed', traits.bytesType, (column) => column.notNull())
    .execute();
  await createKeys(db, traits);
}

async function createKeys(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('token_keys')
    .addColumn('id', 'bigint', (column) => column.primaryKey())
    .addColumn('sealed', traits.bytesType, (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('retired_at_ms', 'bigint')
    .execute();
  await db.schema
    .createTable('signing_keys')
    .addColumn('key_id', 'text', (column) => column.notNull().primaryKey())
    .$call((table) => addTexts(table, 'algorithm', 'public_jwk'))
    .addColumn('sealed', traits.bytesType, (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('signs_from_ms', 'bigint', (column) => column.notNull())
    .addColumn('retired_at_ms', 'bigint')
    .execute();
}

export async function createTenants(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('tenants')
    .addColumn('id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .$call((table) => addTexts(table, 'context_identifier'))
    .addColumn('context_identifier_folded', 'text', (column) => column.notNull().unique())
    .$call((table) => addTexts(table, 'company_name'))
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('suspended_at_ms', 'bigint')
    .execute();
  await db.schema
    .createTable('password_policies')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'characters_min', 'digits_min', 'special_characters_min'))
    .$call((table) => addIntegers(table, 'lower_case_min', 'upper_case_min'))
    .$call((table) => addTexts(table, 'message'))
    .addPrimaryKeyConstraint('password_policies_pk', ['tenant_id'])
    .execute();
  await db.schema
    .createTable('tenant_counters')
    .$call(addTenant)
    .$call((table) => addTexts(table, 'kind'))
    // The largest id plus one does not fit into an integer.
    .addColumn('last_id', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('tenant_counters_pk', ['tenant_id', 'kind'])
    .execute();
  await db.schema
    .createTable('removed_ids')
    .$call(addTenant)
    .$call((table) => addTexts(table, 'kind'))
    .$call((table) => addIntegers(table, 'id'))
    .addPrimaryKeyConstraint('removed_ids_pk', ['tenant_id', 'kind', 'id'])
    .execute();
}
