/** Reads and writes all rows of a PostgreSQL database. */
import { type Kysely, sql } from 'kysely';
import { type DumpRow, type DumpTraits, PAGE_ROWS } from '../dump/dump-traits.ts';
import type { Tables } from '../schema.ts';

export const postgresDumpTraits: DumpTraits = {
  /** Uses a cursor, because no index sorts text by its bytes. */
  async *readPages(transaction, name, { key }) {
    const order = Object.entries(key).map(([column, type]) =>
      type === 'text' ? sql`${sql.ref(column)} collate "C"` : sql.ref(column),
    );
    await sql`
      declare dump_rows no scroll cursor for
      select * from ${sql.table(name)} order by ${sql.join(order)}`.execute(transaction);
    for (;;) {
      const fetch = sql<DumpRow>`fetch forward ${sql.lit(PAGE_ROWS)} from dump_rows`;
      const { rows } = await fetch.execute(transaction);
      if (rows.length === 0) break;
      yield rows;
    }
    await sql`close dump_rows`.execute(transaction);
  },

  async readCounter(transaction, name, column) {
    const sequence = await sequenceOf(transaction, name, column);
    const { rows } = await sql<{ last: number }>`
      select case when is_called then last_value else 0 end as last
      from ${sql.raw(sequence)}`.execute(transaction);
    return rows[0]?.last ?? 0;
  },

  async moveCounter(transaction, name, column, last) {
    if (last === 0) return;
    const sequence = await sequenceOf(transaction, name, column);
    await sql`select setval(${sequence}, ${last})`.execute(transaction);
  },
};

/** The quoted name of the sequence. */
async function sequenceOf(db: Kysely<Tables>, table: string, column: string): Promise<string> {
  const { rows } = await sql<{ name: string | null }>`
    select pg_get_serial_sequence(${table}, ${column}) as name`.execute(db);
  const name = rows[0]?.name;
  if (!name) throw new Error(`The column ${column} of ${table} does not count.`);
  return name;
}
