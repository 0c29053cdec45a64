/** Licence owners and their licensed modules. */
import type { Kysely } from 'kysely';
import { addIntegers, addReference, addTenant, addTexts } from './columns.ts';

export async function createLicences(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('licence_owners')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id'))
    .$call((table) => addTexts(table, 'name', 'name_folded', 'description'))
    .addColumn('expires_at_ms', 'bigint')
    .addPrimaryKeyConstraint('licence_owners_pk', ['tenant_id', 'id'])
    .addUniqueConstraint('licence_owners_one_name', ['tenant_id', 'name_folded'])
    .execute();
  await db.schema
    .createTable('licence_modules')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id', 'owner_id'))
    .$call((table) =>
      addTexts(table, 'name', 'name_folded', 'description', 'tooltip', 'version', 'kind'),
    )
    .$call((table) => addIntegers(table, 'unrestricted', 'seats', 'extra_flags'))
    .$call((table) => addTexts(table, 'allowed_types', 'extra_info'))
    .$call((table) => addIntegers(table, 'sort_order', 'hidden'))
    .addColumn('prerequisite', 'text')
    .addPrimaryKeyConstraint('licence_modules_pk', ['tenant_id', 'id'])
    .addUniqueConstraint('licence_modules_one_name', [
      'tenant_id',
      'owner_id',
      'name_folded',
      'version',
    ])
    .$call((table) => addReference(table, 'licence_modules', 'owner_id', 'licence_owners'))
    .execute();
}
