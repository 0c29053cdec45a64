/** The first schema. `schema.ts` says what the columns hold. */
import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DialectTraits } from '../dialect-traits.ts';

export function firstTables(traits: DialectTraits): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await createInstallation(db, traits);
      await createDirectory(db, traits);
      await createAssociates(db, traits);
      await createSessions(db, traits);
    },
  };
}

async function createInstallation(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('installation')
    .addColumn('only_row', 'integer', (column) => column.primaryKey().check(sql`only_row = 1`))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('company_name', 'text', (column) => column.notNull())
    .addColumn('demo', 'integer', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('token_keys')
    .addColumn('id', 'bigint', (column) => column.primaryKey())
    .addColumn('sealed', traits.bytesType, (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

async function createDirectory(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('roles')
    .addColumn('id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_folded', 'text', (column) => column.notNull().unique())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('role_rights')
    .addColumn('role_id', 'integer', (column) => column.notNull().references('roles.id'))
    .addColumn('function_right', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('role_rights_key', ['role_id', 'function_right'])
    .execute();
  await db.schema
    .createTable('user_groups')
    .addColumn('id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_folded', 'text', (column) => column.notNull().unique())
    .execute();
  await db.schema
    .createTable('licenses')
    .addColumn('module_id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .addColumn('owner_name', 'text', (column) => column.notNull())
    .addColumn('owner_name_folded', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_folded', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addUniqueConstraint('licenses_name', ['owner_name_folded', 'name_folded'])
    .execute();
}

async function createAssociates(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('associates')
    .addColumn('id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_folded', 'text', (column) => column.notNull().unique())
    .addColumn('full_name', 'text', (column) => column.notNull())
    .addColumn('email', 'text')
    .addColumn('email_folded', 'text')
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('role_id', 'integer', (column) => column.notNull().references('roles.id'))
    .addColumn('group_id', 'integer', (column) => column.notNull().references('user_groups.id'))
    .$call(addCrmReferences)
    .addColumn('cs_user_id', 'integer')
    .addColumn('cs_user_access_level', 'integer')
    .addColumn('cs_user_status', 'text')
    .addColumn('password_hash', 'text')
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('disabled_at_ms', 'bigint')
    .addColumn('generation', 'integer', (column) => column.notNull())
    .execute();
  await createIndex(db, 'associates', 'email_folded');
  await db.schema
    .createTable('associate_groups')
    .addColumn('associate_id', 'integer', (column) => column.notNull().references('associates.id'))
    .addColumn('group_id', 'integer', (column) => column.notNull().references('user_groups.id'))
    .addPrimaryKeyConstraint('associate_groups_key', ['associate_id', 'group_id'])
    .execute();
  await db.schema
    .createTable('associate_licenses')
    .addColumn('associate_id', 'integer', (column) => column.notNull().references('associates.id'))
    .addColumn('module_id', 'integer', (column) =>
      column.notNull().references('licenses.module_id'),
    )
    .addPrimaryKeyConstraint('associate_licenses_key', ['associate_id', 'module_id'])
    .execute();
}

/** The ids of records elsewhere in the CRM, of which this database knows nothing. */
function addCrmReferences<Table extends string, Column extends string>(
  table: CreateTableBuilder<Table, Column>,
) {
  return table
    .addColumn('person_id', 'integer', (column) => column.notNull())
    .addColumn('contact_id', 'integer', (column) => column.notNull())
    .addColumn('contact_owner_id', 'integer', (column) => column.notNull())
    .addColumn('country_id', 'integer', (column) => column.notNull())
    .addColumn('home_country_id', 'integer', (column) => column.notNull())
    .addColumn('business_id', 'integer', (column) => column.notNull())
    .addColumn('category_id', 'integer', (column) => column.notNull());
}

async function createSessions(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('tickets')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('secret_hash', 'text', (column) => column.notNull())
    .addColumn('associate_id', 'integer', (column) => column.notNull().references('associates.id'))
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('parent_id', 'text')
    .addColumn('issued_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_used_from', 'text', (column) => column.notNull())
    .addColumn('last_used_by', 'text')
    .execute();
  await createIndex(db, 'tickets', 'associate_id');
  await createIndex(db, 'tickets', 'parent_id');
  await createIndex(db, 'tickets', 'expires_at_ms');
  await db.schema
    .createTable('cs_sessions')
    .addColumn('login_id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .addColumn('key_hash', 'text', (column) => column.notNull())
    .addColumn('associate_id', 'integer', (column) => column.notNull().references('associates.id'))
    .addColumn('cs_user_id', 'integer', (column) => column.notNull())
    .addColumn('ticket_id', 'text', (column) => column.notNull())
    .addColumn('client_address', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_active_at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

async function createIndex(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
}
