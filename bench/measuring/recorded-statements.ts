/** Records the statements that this process executes on SQLite. */
import { DatabaseSync, type SQLInputValue, StatementSync } from 'node:sqlite';

export interface ExecutedStatement {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

/** Without the overloads for named parameters, which no store uses. */
type Methods = {
  [K in 'all' | 'run']: (
    this: StatementSync,
    ...values: SQLInputValue[]
  ) => ReturnType<StatementSync[K]>;
};

const TRANSACTION = /^(begin|commit|rollback)\b/;

/**
 * Returns what was executed during the work, with the begin and the end of transactions. Statements
 * whose rows are read by `get` or `iterate` are left out, because no store uses them.
 */
export async function recordStatements(
  work: () => Promise<unknown>,
): Promise<readonly ExecutedStatement[]> {
  const executed: ExecutedStatement[] = [];
  const note = (sql: string, parameters: readonly SQLInputValue[]) =>
    void executed.push({ sql, parameters });
  const statements: Methods = StatementSync.prototype;
  const { all, run } = statements;
  const { exec } = DatabaseSync.prototype;
  statements.all = function record(...values) {
    note(this.sourceSQL, values);
    return all.apply(this, values);
  };
  statements.run = function record(...values) {
    note(this.sourceSQL, values);
    return run.apply(this, values);
  };
  DatabaseSync.prototype.exec = function record(sql) {
    note(sql, []);
    exec.call(this, sql);
  };
  try {
    await work();
    return executed;
  } finally {
    Object.assign(statements, { all, run });
    DatabaseSync.prototype.exec = exec;
  }
}

/** The number of statements, without the begin and the end of transactions. */
export function countOf(executed: readonly ExecutedStatement[]): number {
  return executed.filter(({ sql }) => !TRANSACTION.test(sql)).length;
}
