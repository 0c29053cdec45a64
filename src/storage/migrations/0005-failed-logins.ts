/** Failed logins, for a while. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export function failedLogins(): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('failed_logins')
        .addColumn('tenant_id', 'integer', (column) => column.notNull().references('tenants.id'))
        .addColumn('name_hash', 'text', (column) => column.notNull())
        .addColumn('network', 'text', (column) => column.notNull())
        .addColumn('forgotten_at_ms', 'bigint', (column) => column.notNull())
        .addColumn('locked_until_ms', 'bigint')
        .addPrimaryKeyConstraint('failed_logins_pk', ['tenant_id', 'name_hash', 'network'])
        .execute();
      await db.schema
        .createIndex('failed_logins_by_end')
        .on('failed_logins')
        .column('forgotten_at_ms')
        .execute();
    },
  };
}
