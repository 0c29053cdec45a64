/** Prepares statements on an SQLite database, and caches a limited number of them. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, QueryResult } from 'kysely';

/** Above the number of statements that are frequent, with each size of a group. */
const PREPARED_MAX = 500;

interface Prepared {
  readonly statement: StatementSync;
  /** Whether the statement answers rows. */
  readonly hasRows: boolean;
  /** The names of the columns. Null if they may change: then Node.js makes objects of the rows. */
  readonly columns: readonly string[] | null;
}

export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  execute<R>({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>): QueryResult<R> {
    const { statement, hasRows, columns } = this.#prepared.get(sql) ?? this.#prepare(sql);
    const values = parameters as readonly SQLInputValue[];
    if (hasRows) {
      const rows: readonly unknown[] = statement.all(...values);
      const named = columns && rows.map((row) => rowOf(columns, row as readonly unknown[]));
      return { rows: (named ?? rows) as R[] };
    }
    const { changes, lastInsertRowid } = statement.run(...values);
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] };
  }

  #prepare(sql: string): Prepared {
    const statement = this.#database.prepare(sql);
    const columns = statement.columns().map(({ name }) => name);
    // SQLite prepares `select *` again by itself when another process has changed the schema.
    const isFixed = !sql.includes('*');
    // The objects that Node.js makes of rows are garbage that only a full collection removes.
    statement.setReturnArrays(isFixed);
    const hasRows = columns.length > 0;
    const prepared: Prepared = { statement, hasRows, columns: isFixed ? columns : null };
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size >= PREPARED_MAX && oldest !== undefined) this.#prepared.delete(oldest);
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

function rowOf(columns: readonly string[], values: readonly unknown[]): object {
  const row: Record<string, unknown> = {};
  for (const [index, column] of columns.entries()) row[column] = values[index];
  return row;
}
