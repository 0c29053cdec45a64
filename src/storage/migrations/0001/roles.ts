/** Roles, functional rights and data rights. */
import type { Kysely } from 'kysely';
import { addIntegers, addReference, addTenant, addTexts } from './columns.ts';

export async function createRoles(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('roles')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id'))
    .$call((table) => addTexts(table, 'name', 'tooltip', 'type'))
    .$call((table) => addIntegers(table, 'rank', 'deleted', 'use_categories'))
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .$call((table) => addIntegers(table, 'created_by'))
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .$call((table) => addIntegers(table, 'updated_by'))
    .addPrimaryKeyConstraint('roles_pk', ['tenant_id', 'id'])
    .execute();
  await db.schema
    .createTable('functional_rights')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id'))
    .$call((table) => addTexts(table, 'name', 'name_folded', 'label', 'description', 'role_type'))
    .addColumn('required_module', 'text')
    .$call((table) => addIntegers(table, 'built_in'))
    .addPrimaryKeyConstraint('functional_rights_pk', ['tenant_id', 'id'])
    .addUniqueConstraint('functional_rights_one_name', ['tenant_id', 'name_folded'])
    .execute();
  await db.schema
    .createTable('role_functional_rights')
    .$call((table) => addIntegers(table, 'tenant_id', 'role_id', 'right_id'))
    .addPrimaryKeyConstraint('role_functional_rights_pk', ['tenant_id', 'role_id', 'right_id'])
    .$call((table) => addReference(table, 'role_functional_rights', 'role_id', 'roles'))
    .$call((table) =>
      addReference(table, 'role_functional_rights', 'right_id', 'functional_rights'),
    )
    .execute();
  await db.schema
    .createTable('data_rights')
    .$call((table) => addIntegers(table, 'tenant_id', 'role_id'))
    .$call((table) => addTexts(table, 'table_name', 'relation', 'value'))
    .addPrimaryKeyConstraint('data_rights_pk', ['tenant_id', 'role_id', 'table_name', 'relation'])
    .$call((table) => addReference(table, 'data_rights', 'role_id', 'roles'))
    .execute();
}
