/** Columns, references and indexes that several tables share. */
import type { CreateTableBuilder, Kysely } from 'kysely';

type Table<T extends string, C extends string> = CreateTableBuilder<T, C>;

export function addTenant<T extends string, C extends string>(table: Table<T, C>) {
  return table.addColumn('tenant_id', 'integer', (column) =>
    column.notNull().references('tenants.id'),
  );
}

export function addApplication<T extends string, C extends string>(table: Table<T, C>) {
  return table.addColumn('application_id', 'integer', (column) =>
    column.notNull().references('applications.id'),
  );
}

/** Adds integer columns that are not null. */
export function addIntegers<T extends string, C extends string, const N extends string>(
  table: Table<T, C>,
  ...names: readonly N[]
): Table<T, C | N> {
  return names.reduce<Table<T, C | N>>(
    (wider, name) => wider.addColumn(name, 'integer', (column) => column.notNull()),
    table,
  );
}

/** Adds text columns that are not null. */
export function addTexts<T extends string, C extends string, const N extends string>(
  table: Table<T, C>,
  ...names: readonly N[]
): Table<T, C | N> {
  return names.reduce<Table<T, C | N>>(
    (wider, name) => wider.addColumn(name, 'text', (column) => column.notNull()),
    table,
  );
}

/** Adds a foreign key. Both rows belong to the same tenant. */
export function addReference<T extends string, C extends string>(
  table: Table<T, C | 'tenant_id'>,
  name: string,
  column: C,
  target: string,
) {
  const columns: (C | 'tenant_id')[] = ['tenant_id', column];
  const targets = ['tenant_id', 'id'];
  return table.addForeignKeyConstraint(`${name}_${column}_fk`, columns, target, targets);
}

/** Adds the user whose row it is. It is removed with the user. */
export function addOwner<T extends string, C extends string>(table: Table<T, C>, name: string) {
  return table
    .addColumn('associate_id', 'integer', (column) => column.notNull())
    .addForeignKeyConstraint(
      `${name}_owner_fk`,
      ['tenant_id', 'associate_id'] as never[],
      'associates',
      ['tenant_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    );
}

export async function createIndex(
  db: Kysely<unknown>,
  table: string,
  name: string,
  columns: string[],
): Promise<void> {
  await db.schema.createIndex(`${table}_by_${name}`).on(table).columns(columns).execute();
}
