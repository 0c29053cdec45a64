/** Operators, and their links and sessions at the console. */
import type { Kysely } from 'kysely';
import type { DialectTraits } from '../../dialect-traits.ts';
import { addTexts, createIndex } from './columns.ts';

export async function createOperators(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('operators')
    .addColumn('id', 'integer', (column) => traits.autoIncrement(column.primaryKey()))
    .$call((table) => addTexts(table, 'name'))
    .addColumn('name_folded', 'text', (column) => column.notNull().unique())
    .$call((table) => addTexts(table, 'role', 'password_hash'))
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('console_links')
    .addColumn('secret_hash', 'text', (column) => column.notNull().primaryKey())
    .$call((table) => addTexts(table, 'name', 'role'))
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await createIndex(db, 'console_links', 'end', ['expires_at_ms']);
  await db.schema
    .createTable('console_sessions')
    .addColumn('secret_hash', 'text', (column) => column.notNull().primaryKey())
    .addColumn('operator_id', 'integer', (column) =>
      column.references('operators.id').onDelete('cascade'),
    )
    .$call((table) => addTexts(table, 'name', 'role'))
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('idle_ends_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('ends_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await createIndex(db, 'console_sessions', 'operator', ['operator_id']);
  await createIndex(db, 'console_sessions', 'end', ['idle_ends_at_ms']);
}
