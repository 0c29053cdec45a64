/** User groups, and associates with their groups and licences. */
import type { Kysely } from 'kysely';
import {
  addApplication,
  addIntegers,
  addReference,
  addTenant,
  addTexts,
  createIndex,
} from './columns.ts';

export async function createAssociates(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('user_groups')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id'))
    .$call((table) => addTexts(table, 'name', 'name_folded', 'tooltip'))
    .$call((table) => addIntegers(table, 'rank', 'deleted'))
    .addPrimaryKeyConstraint('user_groups_pk', ['tenant_id', 'id'])
    .addUniqueConstraint('user_groups_one_name', ['tenant_id', 'name_folded'])
    .execute();
  await createPersons(db);
  await db.schema
    .createTable('associates')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id'))
    .$call((table) => addTexts(table, 'name', 'name_folded', 'user_name'))
    .addColumn('user_name_folded', 'text')
    .$call((table) => addTexts(table, 'nick_name'))
    .addColumn('nick_name_folded', 'text')
    .$call((table) => addTexts(table, 'tooltip', 'type'))
    .$call((table) => addIntegers(table, 'rank', 'role_id'))
    .addColumn('group_id', 'integer')
    .addColumn('person_id', 'integer')
    .$call((table) => addIntegers(table, 'waiting_for_approval'))
    .addColumn('cs_user_id', 'integer')
    .addColumn('cs_user_access_level', 'integer')
    .addColumn('cs_user_status', 'text')
    .addColumn('password_hash', 'text')
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('disabled_at_ms', 'bigint')
    .addColumn('retired_at_ms', 'bigint')
    .$call((table) => addIntegers(table, 'generation'))
    // Large columns come last, because SQLite reads a row from its start.
    .$call((table) => addTexts(table, 'request_signature', 'absence_message'))
    .$call((table) => addTexts(table, 'ticket_categories', 'extra_fields', 'custom_fields'))
    .addPrimaryKeyConstraint('associates_pk', ['tenant_id', 'id'])
    .addUniqueConstraint('associates_one_name', ['tenant_id', 'name_folded'])
    .addUniqueConstraint('associates_one_user_name', ['tenant_id', 'user_name_folded'])
    .addUniqueConstraint('associates_one_nick_name', ['tenant_id', 'nick_name_folded'])
    .$call((table) => addReference(table, 'associates', 'role_id', 'roles'))
    .$call((table) => addReference(table, 'associates', 'group_id', 'user_groups'))
    .$call((table) => addReference(table, 'associates', 'person_id', 'persons'))
    .execute();
  await createIndex(db, 'associates', 'role', ['tenant_id', 'role_id']);
  await createIndex(db, 'associates', 'group', ['tenant_id', 'group_id']);
  await createIndex(db, 'associates', 'person', ['tenant_id', 'person_id']);
  await createIndex(db, 'associates', 'cs_user', ['tenant_id', 'cs_user_id']);
  await createLinks(db);
  await createHistory(db);
}

async function createPersons(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('contacts')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id'))
    .$call((table) => addTexts(table, 'name', 'department', 'org_number', 'phone'))
    .$call((table) => addIntegers(table, 'country_id', 'business_id', 'category_id'))
    .$call((table) => addIntegers(table, 'owner_associate_id', 'own_company'))
    .addPrimaryKeyConstraint('contacts_pk', ['tenant_id', 'id'])
    .execute();
  await createIndex(db, 'contacts', 'own_company', ['tenant_id', 'own_company', 'id']);
  await db.schema
    .createTable('persons')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id'))
    .addColumn('contact_id', 'integer')
    .$call((table) => addTexts(table, 'first_name', 'middle_name', 'last_name', 'mr_mrs'))
    .$call((table) => addTexts(table, 'title', 'position'))
    .addColumn('email', 'text')
    .addColumn('email_folded', 'text')
    .$call((table) => addTexts(table, 'direct_phone', 'mobile_phone', 'description'))
    .$call((table) => addIntegers(table, 'country_id', 'rank', 'retired'))
    .addPrimaryKeyConstraint('persons_pk', ['tenant_id', 'id'])
    .$call((table) => addReference(table, 'persons', 'contact_id', 'contacts'))
    .execute();
  await createIndex(db, 'persons', 'email', ['tenant_id', 'email_folded']);
  await createIndex(db, 'persons', 'contact', ['tenant_id', 'contact_id']);
}

async function createHistory(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('associate_logins')
    .$call((table) => addIntegers(table, 'tenant_id', 'associate_id'))
    .addColumn('last_login_at_ms', 'bigint')
    .addColumn('last_logout_at_ms', 'bigint')
    .addPrimaryKeyConstraint('associate_logins_pk', ['tenant_id', 'associate_id'])
    .$call((table) => addReference(table, 'associate_logins', 'associate_id', 'associates'))
    .execute();
  await db.schema
    .createTable('associate_history')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id'))
    .$call((table) => addTexts(table, 'name', 'type'))
    .$call((table) => addIntegers(table, 'group_id', 'person_id', 'contact_id', 'cs_user_id'))
    .$call((table) => addTexts(table, 'first_name', 'middle_name', 'last_name'))
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('removed_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('associate_history_pk', ['tenant_id', 'id'])
    .execute();
}

async function createLinks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('associate_groups')
    .$call((table) => addIntegers(table, 'tenant_id', 'associate_id', 'group_id'))
    .addPrimaryKeyConstraint('associate_groups_pk', ['tenant_id', 'associate_id', 'group_id'])
    .$call((table) => addReference(table, 'associate_groups', 'associate_id', 'associates'))
    .$call((table) => addReference(table, 'associate_groups', 'group_id', 'user_groups'))
    .execute();
  await createIndex(db, 'associate_groups', 'group', ['tenant_id', 'group_id']);
  await db.schema
    .createTable('associate_licences')
    .$call((table) => addIntegers(table, 'tenant_id', 'associate_id', 'module_id'))
    .addPrimaryKeyConstraint('associate_licences_pk', ['tenant_id', 'associate_id', 'module_id'])
    .$call((table) => addReference(table, 'associate_licences', 'associate_id', 'associates'))
    .$call((table) => addReference(table, 'associate_licences', 'module_id', 'licence_modules'))
    .execute();
  await createIndex(db, 'associate_licences', 'module', ['tenant_id', 'module_id']);
  await db.schema
    .createTable('system_users')
    .$call(addTenant)
    .$call(addApplication)
    .$call((table) => addIntegers(table, 'associate_id'))
    .addPrimaryKeyConstraint('system_users_pk', ['tenant_id', 'application_id'])
    .addUniqueConstraint('system_users_associate', ['tenant_id', 'associate_id'])
    .$call((table) => addReference(table, 'system_users', 'associate_id', 'associates'))
    .execute();
  await createIndex(db, 'system_users', 'application', ['application_id']);
  await createPasswordResets(db);
}

async function createPasswordResets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('password_resets')
    .$call((table) => addIntegers(table, 'tenant_id', 'associate_id'))
    .$call((table) => addTexts(table, 'token_hash', 'email'))
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('password_resets_pk', ['tenant_id', 'associate_id'])
    .addUniqueConstraint('password_resets_token', ['tenant_id', 'token_hash'])
    .$call((table) => addReference(table, 'password_resets', 'associate_id', 'associates'))
    .execute();
  await createIndex(db, 'password_resets', 'end', ['expires_at_ms']);
}
