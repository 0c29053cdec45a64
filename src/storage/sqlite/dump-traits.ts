/** Reads and writes all rows of an SQLite database. */
import { type Kysely, type SqlBool, sql } from 'kysely';
import { type DumpRow, type DumpTraits, PAGE_ROWS } from '../dump/dump-traits.ts';
import type { Tables } from '../schema.ts';

export const sqliteDumpTraits: DumpTraits = {
  /** Reads the primary key's index from where the last page ended. */
  async *readPages(transaction, name, { key }) {
    const columns = sql.join(Object.keys(key).map((column) => sql.ref(column)));
    let after = sql<SqlBool>`true`;
    for (;;) {
      const { rows } = await sql<DumpRow>`
        select * from ${sql.table(name)} where ${after}
        order by ${columns} limit ${PAGE_ROWS}`.execute(transaction);
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE_ROWS) return;
      const values = sql.join(Object.keys(key).map((column) => last[column]));
      after = sql<SqlBool>`(${columns}) > (${values})`;
    }
  },

  async readCounter(transaction, name) {
    const { rows } = await sql<{ seq: number }>`
      select seq from sqlite_sequence where name = ${name}`.execute(transaction);
    return rows[0]?.seq ?? 0;
  },

  async moveCounter(transaction, name, _column, last) {
    await sql`delete from sqlite_sequence where name = ${name}`.execute(transaction);
    await insertCounter(transaction, name, last);
  },
};

async function insertCounter(db: Kysely<Tables>, name: string, last: number): Promise<void> {
  if (last === 0) return;
  await sql`insert into sqlite_sequence (name, seq) values (${name}, ${last})`.execute(db);
}
