/** The size of rows in PostgreSQL with their indexes, and what it costs to add them. */
import pg from 'pg';

/** A copy of the rows of a table. Values that differ between real rows differ here too. */
interface Copied {
  readonly table: string;
  /** Which rows are copied. */
  readonly where: string;
  /** SQL expressions by column; `r` is the copied row, and `n` the number of the copy. */
  readonly given: Readonly<Record<string, string>>;
}

interface TableSizes {
  readonly table: number;
  readonly indexes: number;
}

export interface RowBytes extends TableSizes {
  readonly wal: number;
  /** The time that one backend took to add a row, among many. */
  readonly micros: number;
}

const USED = { expires_at_ms: 'r.expires_at_ms + n', last_used_at_ms: 'r.last_used_at_ms + n' };
const UUID = 'gen_random_uuid()::text';

const COPIES: Readonly<Record<string, Copied>> = {
  'ticket of a login': {
    table: 'tickets',
    where: 'parent_id is null',
    given: { ...USED, id: UUID },
  },
  'ticket of a trade': {
    table: 'tickets',
    where: 'parent_id is not null',
    given: { ...USED, id: UUID, access_token_id: UUID },
  },
  'CS session': {
    table: 'cs_sessions',
    where: 'true',
    given: {
      expires_at_ms: 'r.expires_at_ms + n',
      last_active_at_ms: 'r.last_active_at_ms + n',
      key_hash: `encode(sha256(${UUID}::bytea), 'base64')`,
    },
  },
  'audit event': { table: 'audit_events', where: 'true', given: { at_ms: 'r.at_ms + n' } },
};

/** Measures the size of rows by copying some that the server wrote. It changes the database. */
export async function measureRowBytes(
  url: string,
  copies: number,
): Promise<Readonly<Record<string, RowBytes>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const bytes: Record<string, RowBytes> = {};
    for (const [name, copied] of Object.entries(COPIES)) {
      const [before, walBefore] = [await sizesOf(client, copied.table), await walOf(client)];
      const startedAt = performance.now();
      const rows = await copy(client, copied, copies);
      const tookMicros = (performance.now() - startedAt) * 1000;
      const [after, walAfter] = [await sizesOf(client, copied.table), await walOf(client)];
      bytes[name] = {
        table: (after.table - before.table) / rows,
        indexes: (after.indexes - before.indexes) / rows,
        wal: (walAfter - walBefore) / rows,
        micros: tookMicros / rows,
      };
    }
    return bytes;
  } finally {
    await client.end();
  }
}

/** Returns how many rows it added, about as many as asked for. */
async function copy(client: pg.Client, copied: Copied, copies: number): Promise<number> {
  const { table, where, given } = copied;
  const { rows: columns } = await client.query(
    `select column_name as name from information_schema.columns
     where table_schema = current_schema() and table_name = $1
       and is_identity = 'NO' and column_default is null`,
    [table],
  );
  const names = columns.map(({ name }) => String(name));
  const values = names.map((name) => given[name] ?? `r.${name}`);
  const { rows: counted } = await client.query(`select count(*) as n from ${table} where ${where}`);
  const originals = Number(counted[0].n);
  if (originals === 0) throw new Error(`There are no rows to copy in ${table}.`);
  const times = Math.ceil(copies / originals);
  const { rowCount } = await client.query(
    `insert into ${table} (${names.join(', ')})
     select ${values.join(', ')} from (select * from ${table} where ${where}) r
     cross join generate_series(1, ${times}) n order by n`,
  );
  return rowCount ?? 0;
}

async function sizesOf(client: pg.Client, table: string): Promise<TableSizes> {
  const { rows } = await client.query(
    'select pg_table_size($1::regclass) as table, pg_indexes_size($1::regclass) as indexes',
    [table],
  );
  return { table: Number(rows[0].table), indexes: Number(rows[0].indexes) };
}

async function walOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query("select pg_current_wal_insert_lsn() - '0/0' as bytes");
  return Number(rows[0].bytes);
}
