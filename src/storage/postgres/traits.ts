/** The DialectTraits of PostgreSQL. */
import { sql } from 'kysely';
import pg from 'pg';
import type { DialectTraits, SchemaRule } from '../dialect-traits.ts';
import { changeNotices } from './change-notices.ts';

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const brokenRules: ReadonlyMap<unknown, SchemaRule> = new Map<unknown, SchemaRule>([
  ['23505', 'unique'],
  ['23503', 'foreign-key'],
]);

/** Any number other than that of Kysely's migration lock. */
const ALONE_LOCK = 7_438_812;

export const postgresTraits: DialectTraits = {
  locksRows: true,
  bytesType: 'bytea',
  counterType: 'bigint',
  // `BY DEFAULT`, because an import inserts explicit values.
  autoIncrement: (column) => column.generatedByDefaultAsIdentity(),
  keepRows,
  changeNotices,
  brokenRule: (error) => (error instanceof pg.DatabaseError && brokenRules.get(error.code)) || null,
  lockRows: (query, others = 'wait') =>
    others === 'wait' ? query.forUpdate() : query.forUpdate().skipLocked(),
  lockFromChanges: (query) => query.forNoKeyUpdate(),
  shareFromChanges: (query) => query.forShare(),
  shareFromRemoval: (query) => query.forKeyShare(),
  limitRowLockWait: async (transaction, waitMs) => {
    await sql`set local lock_timeout = ${sql.lit(waitMs)}`.execute(transaction);
  },
  beAlone: async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(ALONE_LOCK)})`.execute(transaction);
  },
};

function keepRows(table: string, timeColumn: string): readonly string[] {
  const refuse = `${table}_keep_rows`;
  return [
    `create function ${refuse}() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        if old.${timeColumn} <= (select max(${timeColumn}) from ${table}) - 86400000 then
          return old;
        end if;
        raise exception 'rows of ${table} are kept for a day';
      end if;
      raise exception 'rows of ${table} are never changed';
    end $$`,
    `create trigger ${refuse} before update or delete on ${table}
    for each row execute function ${refuse}()`,
  ];
}
