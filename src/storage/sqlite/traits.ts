/** The DialectTraits of SQLite. */
import type { DialectTraits, SchemaRule } from '../dialect-traits.ts';

/** @see https://www.sqlite.org/rescode.html#extrc */
const brokenRules: ReadonlyMap<unknown, SchemaRule> = new Map<unknown, SchemaRule>([
  [2067, 'unique'], // SQLITE_CONSTRAINT_UNIQUE
  [1555, 'unique'], // SQLITE_CONSTRAINT_PRIMARYKEY
  [787, 'foreign-key'], // SQLITE_CONSTRAINT_FOREIGNKEY
]);

export const sqliteTraits: DialectTraits = {
  locksRows: false,
  bytesType: 'blob',
  counterType: 'integer',
  autoIncrement: (column) => column.autoIncrement(),
  keepRows: (table, timeColumn) => [
    `create trigger ${table}_unchanged before update on ${table}
     begin select raise(abort, 'rows of ${table} are never changed'); end`,
    `create trigger ${table}_kept before delete on ${table}
     when old.${timeColumn} > (select max(${timeColumn}) from ${table}) - 86400000
     begin select raise(abort, 'rows of ${table} are kept for a day'); end`,
  ],
  // SQLite counts changes by itself: see change-feed.ts.
  changeNotices: [],
  brokenRule: (error) => brokenRules.get(resultCodeOf(error)) ?? null,
  // A transaction has the database to itself.
  lockRows: (query) => query,
  lockFromChanges: (query) => query,
  shareFromChanges: (query) => query,
  shareFromRemoval: (query) => query,
  limitRowLockWait: async () => {},
  beAlone: async () => {},
};

/** SQLite's extended result code, if `node:sqlite` threw the error. */
export function resultCodeOf(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : null;
}
