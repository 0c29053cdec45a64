/** The tables that the second migration creates. `schema.ts` says what the columns hold. */
import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { DialectTraits } from '../dialect-traits.ts';

export async function createTables(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await createTenants(db, traits);
  await createApplications(db, traits);
  await createDirectory(db);
  await createAssociates(db);
  await createSessions(db, traits);
}

async function createTenants(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('installation')
    .addColumn('only_row', 'integer', (column) => column.primaryKey().check(sql`only_row = 1`))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('demo', 'integer', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('tenants')
    .addColumn('id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .addColumn('context_identifier', 'text', (column) => column.notNull())
    .addColumn('context_identifier_folded', 'text', (column) => column.notNull().unique())
    .addColumn('company_name', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('suspended_at_ms', 'bigint')
    .execute();
  await db.schema
    .createTable('tenant_counters')
    .$call(addTenant)
    .addColumn('kind', 'text', (column) => column.notNull())
    // Not an integer: it counts one further than ids go.
    .addColumn('last_id', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('tenant_counters_pk', ['tenant_id', 'kind'])
    .execute();
  await db.schema
    .createTable('removed_ids')
    .$call(addTenant)
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('removed_ids_pk', ['tenant_id', 'kind', 'id'])
    .execute();
}

async function createApplications(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('applications')
    .addColumn('id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .addColumn('client_id', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_folded', 'text', (column) => column.notNull().unique())
    .addColumn('all_tenants', 'integer', (column) => column.notNull())
    .addColumn('tokens_given', 'integer', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('disabled_at_ms', 'bigint')
    .execute();
  await db.schema
    .createTable('application_agents')
    .$call(addApplication)
    .addColumn('agent', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('application_agents_pk', ['application_id', 'agent'])
    .execute();
  await db.schema
    .createTable('application_tenants')
    .$call(addApplication)
    .$call(addTenant)
    .addPrimaryKeyConstraint('application_tenants_pk', ['application_id', 'tenant_id'])
    .execute();
  await createIndex(db, 'application_tenants', 'tenant', ['tenant_id']);
  await db.schema
    .createTable('application_tokens')
    .addColumn('token_hash', 'text', (column) => column.notNull().primaryKey())
    .$call(addApplication)
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('application_tokens_order', ['application_id', 'number'])
    .execute();
  await db.schema
    .createTable('revoked_tokens')
    .addColumn('token_id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await createIndex(db, 'revoked_tokens', 'end', ['expires_at_ms']);
}

async function createDirectory(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('roles')
    .$call(addTenant)
    .addColumn('id', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_folded', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('roles_pk', ['tenant_id', 'id'])
    .addUniqueConstraint('roles_one_name', ['tenant_id', 'name_folded'])
    .execute();
  await db.schema
    .createTable('role_rights')
    .addColumn('tenant_id', 'integer', (column) => column.notNull())
    .addColumn('role_id', 'integer', (column) => column.notNull())
    .addColumn('function_right', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('role_rights_pk', ['tenant_id', 'role_id', 'function_right'])
    .$call((table) => addReference(table, 'role_rights', 'role_id', 'roles'))
    .execute();
  await db.schema
    .createTable('user_groups')
    .$call(addTenant)
    .addColumn('id', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_folded', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('user_groups_pk', ['tenant_id', 'id'])
    .addUniqueConstraint('user_groups_one_name', ['tenant_id', 'name_folded'])
    .execute();
  await db.schema
    .createTable('licenses')
    .$call(addTenant)
    .addColumn('module_id', 'integer', (column) => column.notNull())
    .addColumn('owner_name', 'text', (column) => column.notNull())
    .addColumn('owner_name_folded', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_folded', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('licenses_pk', ['tenant_id', 'module_id'])
    .addUniqueConstraint('licenses_one_name', ['tenant_id', 'owner_name_folded', 'name_folded'])
    .execute();
}

async function createAssociates(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('associates')
    .$call(addTenant)
    .addColumn('id', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_folded', 'text', (column) => column.notNull())
    .addColumn('full_name', 'text', (column) => column.notNull())
    .addColumn('email', 'text')
    .addColumn('email_folded', 'text')
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('role_id', 'integer', (column) => column.notNull())
    .addColumn('group_id', 'integer', (column) => column.notNull())
    .$call(addCrmReferences)
    .addColumn('cs_user_id', 'integer')
    .addColumn('cs_user_access_level', 'integer')
    .addColumn('cs_user_status', 'text')
    .addColumn('password_hash', 'text')
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('disabled_at_ms', 'bigint')
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('associates_pk', ['tenant_id', 'id'])
    .addUniqueConstraint('associates_one_name', ['tenant_id', 'name_folded'])
    .$call((table) => addReference(table, 'associates', 'role_id', 'roles'))
    .$call((table) => addReference(table, 'associates', 'group_id', 'user_groups'))
    .execute();
  await createIndex(db, 'associates', 'email', ['tenant_id', 'email_folded']);
  await createIndex(db, 'associates', 'role', ['tenant_id', 'role_id']);
  await createIndex(db, 'associates', 'group', ['tenant_id', 'group_id']);
  await db.schema
    .createTable('associate_groups')
    .addColumn('tenant_id', 'integer', (column) => column.notNull())
    .addColumn('associate_id', 'integer', (column) => column.notNull())
    .addColumn('group_id', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('associate_groups_pk', ['tenant_id', 'associate_id', 'group_id'])
    .$call((table) => addReference(table, 'associate_groups', 'associate_id', 'associates'))
    .$call((table) => addReference(table, 'associate_groups', 'group_id', 'user_groups'))
    .execute();
  await createIndex(db, 'associate_groups', 'group', ['tenant_id', 'group_id']);
  await db.schema
    .createTable('associate_licenses')
    .addColumn('tenant_id', 'integer', (column) => column.notNull())
    .addColumn('associate_id', 'integer', (column) => column.notNull())
    .addColumn('module_id', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('associate_licenses_pk', ['tenant_id', 'associate_id', 'module_id'])
    .$call((table) => addReference(table, 'associate_licenses', 'associate_id', 'associates'))
    .$call((table) =>
      addReference(table, 'associate_licenses', 'module_id', 'licenses', 'module_id'),
    )
    .execute();
  await createIndex(db, 'associate_licenses', 'module', ['tenant_id', 'module_id']);
}

async function createSessions(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('tickets')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('tenant_id', 'integer', (column) => column.notNull())
    .addColumn('secret_hash', 'text', (column) => column.notNull())
    .addColumn('associate_id', 'integer', (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('parent_id', 'text')
    .addColumn('access_token_id', 'text')
    .addColumn('issued_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_used_from', 'text', (column) => column.notNull())
    .addColumn('last_used_by', 'text')
    .$call((table) => addReference(table, 'tickets', 'associate_id', 'associates'))
    .execute();
  await createIndex(db, 'tickets', 'associate', ['tenant_id', 'associate_id']);
  // Expired tickets are looked for among all tenants, hence the tenant last.
  await createIndex(db, 'tickets', 'parent', ['parent_id', 'tenant_id']);
  await createIndex(db, 'tickets', 'access_token', ['access_token_id', 'tenant_id']);
  await createIndex(db, 'tickets', 'end', ['expires_at_ms']);
  await db.schema
    .createTable('cs_sessions')
    .addColumn('login_id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .addColumn('tenant_id', 'integer', (column) => column.notNull())
    .addColumn('key_hash', 'text', (column) => column.notNull())
    .addColumn('associate_id', 'integer', (column) => column.notNull())
    .addColumn('cs_user_id', 'integer', (column) => column.notNull())
    .addColumn('ticket_id', 'text', (column) => column.notNull())
    .addColumn('client_address', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_active_at_ms', 'bigint', (column) => column.notNull())
    .$call((table) => addReference(table, 'cs_sessions', 'associate_id', 'associates'))
    .execute();
  await createIndex(db, 'cs_sessions', 'associate', ['tenant_id', 'associate_id']);
  await createIndex(db, 'cs_sessions', 'end', ['expires_at_ms']);
  await createIndex(db, 'cs_sessions', 'activity', ['last_active_at_ms']);
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

function addTenant<Table extends string, Column extends string>(
  table: CreateTableBuilder<Table, Column>,
) {
  return table.addColumn('tenant_id', 'integer', (column) =>
    column.notNull().references('tenants.id'),
  );
}

function addApplication<Table extends string, Column extends string>(
  table: CreateTableBuilder<Table, Column>,
) {
  return table.addColumn('application_id', 'integer', (column) =>
    column.notNull().references('applications.id'),
  );
}

/** Both ends are rows of one tenant. */
function addReference<Table extends string, Column extends string>(
  table: CreateTableBuilder<Table, Column | 'tenant_id'>,
  name: string,
  column: Column,
  target: string,
  targetColumn = 'id',
) {
  const columns: (Column | 'tenant_id')[] = ['tenant_id', column];
  return table.addForeignKeyConstraint(`${name}_${column}_fk`, columns, target, [
    'tenant_id',
    targetColumn,
  ]);
}

async function createIndex(
  db: Kysely<unknown>,
  table: string,
  name: string,
  columns: string[],
): Promise<void> {
  await db.schema.createIndex(`${table}_by_${name}`).on(table).columns(columns).execute();
}
