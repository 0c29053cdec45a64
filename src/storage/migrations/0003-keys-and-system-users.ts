/** Signing keys, the end of keys, keys of applications, and users as whom applications work. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DialectTraits } from '../dialect-traits.ts';

export function keysAndSystemUsers(traits: DialectTraits): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('signing_keys')
        .addColumn('key_id', 'text', (column) => column.notNull().primaryKey())
        .addColumn('algorithm', 'text', (column) => column.notNull())
        .addColumn('public_jwk', 'text', (column) => column.notNull())
        .addColumn('sealed', traits.bytesType, (column) => column.notNull())
        .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
        .addColumn('signs_from_ms', 'bigint', (column) => column.notNull())
        .addColumn('retired_at_ms', 'bigint')
        .execute();
      await db.schema.alterTable('token_keys').addColumn('retired_at_ms', 'bigint').execute();
      await db.schema
        .createTable('application_keys')
        .addColumn('application_id', 'integer', (column) =>
          column.notNull().references('applications.id'),
        )
        .addColumn('key_id', 'text', (column) => column.notNull())
        .addColumn('jwk', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('application_keys_pk', ['application_id', 'key_id'])
        .execute();
      await createSystemUsers(db);
    },
  };
}

async function createSystemUsers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('system_users')
    .addColumn('tenant_id', 'integer', (column) => column.notNull().references('tenants.id'))
    .addColumn('application_id', 'integer', (column) =>
      column.notNull().references('applications.id'),
    )
    .addColumn('associate_id', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('system_users_pk', ['tenant_id', 'application_id'])
    .addUniqueConstraint('system_users_associate', ['tenant_id', 'associate_id'])
    .addForeignKeyConstraint(
      'system_users_associate_id_fk',
      ['tenant_id', 'associate_id'],
      'associates',
      ['tenant_id', 'id'],
    )
    .execute();
  await db.schema
    .createIndex('system_users_by_application')
    .on('system_users')
    .column('application_id')
    .execute();
}
