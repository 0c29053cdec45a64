/** The audit trail, of which the database itself changes nothing. */
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DialectTraits } from '../dialect-traits.ts';

export function audit(traits: DialectTraits): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('audit_events')
        .addColumn('id', traits.counterType, (column) => traits.autoIncrement(column.primaryKey()))
        .addColumn('at_ms', 'bigint', (column) => column.notNull())
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('outcome', 'text', (column) => column.notNull())
        // No foreign keys: the trail outlives what it tells of.
        .addColumn('tenant', 'text')
        .addColumn('tenant_folded', 'text')
        .addColumn('user_name', 'text')
        .addColumn('user_name_folded', 'text')
        .addColumn('application', 'text')
        .addColumn('address', 'text')
        .addColumn('user_agent', 'text')
        .addColumn('request_id', 'text')
        .addColumn('operator', 'text')
        .addColumn('detail', 'text', (column) => column.notNull())
        .addColumn('count', 'integer', (column) => column.notNull())
        .execute();
      const index = (name: string, columns: string[]) =>
        db.schema.createIndex(name).on('audit_events').columns(columns).execute();
      await index('audit_events_by_time', ['at_ms', 'id']);
      await index('audit_events_by_tenant', ['tenant_folded', 'id']);
      await index('audit_events_by_user', ['user_name_folded', 'id']);
      for (const statement of traits.keepRows('audit_events', 'at_ms')) {
        await sql.raw(statement).execute(db);
      }
    },
  };
}
