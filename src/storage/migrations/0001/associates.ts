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
  await db.schema
    .createTable('associates')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id'))
    .$call((table) => addTexts(table, 'name', 'name_folded', 'full_name'))
    .addColumn('email', 'text')
    .addColumn('email_folded', 'text')
    .$call((table) => addTexts(table, 'type'))
    .$call((table) => addIntegers(table, 'role_id', 'person_id', 'contact_id'))
    .addColumn('group_id', 'integer')
    .$call((table) => addIntegers(table, 'contact_owner_id', 'country_id', 'home_country_id'))
    .$call((table) => addIntegers(table, 'business_id', 'category_id'))
    .addColumn('cs_user_id', 'integer')
    .addColumn('cs_user_access_level', 'integer')
    .addColumn('cs_user_status', 'text')
    .addColumn('password_hash', 'text')
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('disabled_at_ms', 'bigint')
    .$call((table) => addIntegers(table, 'generation'))
    .addPrimaryKeyConstraint('associates_pk', ['tenant_id', 'id'])
    .addUniqueConstraint('associates_one_name', ['tenant_id', 'name_folded'])
    .$call((table) => addReference(table, 'associates', 'role_id', 'roles'))
    .$call((table) => addReference(table, 'associates', 'group_id', 'user_groups'))
    .execute();
  await createIndex(db, 'associates', 'email', ['tenant_id', 'email_folded']);
  await createIndex(db, 'associates', 'role', ['tenant_id', 'role_id']);
  await createIndex(db, 'associates', 'group', ['tenant_id', 'group_id']);
  await createLinks(db);
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
