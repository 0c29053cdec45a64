/** The differences between the databases that stores and migrations depend on. */
import type { ColumnDefinitionBuilder, Kysely, SelectQueryBuilder } from 'kysely';

/** A constraint of the schema that a statement can violate. */
export type SchemaRule = 'unique' | 'foreign-key';

export interface DialectTraits {
  /** Whether transactions lock rows. Otherwise one transaction at a time has the database. */
  readonly locksRows: boolean;
  /** The column type for bytes. */
  readonly bytesType: 'blob' | 'bytea';
  /** The type of auto-incremented columns that may exceed 2³¹. */
  readonly counterType: 'integer' | 'bigint';
  /** Makes an integer primary key auto-incremented. No value is used again. */
  autoIncrement(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  /**
   * Statements that make the database reject changes to the rows of a table. Rows that are less
   * than a day older than the newest cannot be deleted either.
   */
  keepRows(table: string, timeColumn: string): readonly string[];
  /** Statements that create triggers which notify all nodes of changes, where the engine can. */
  readonly changeNotices: readonly string[];
  /** The constraint that the statement violated; null for any other error. */
  brokenRule(error: unknown): SchemaRule | null;
  /**
   * Locks the rows that a query reads until the transaction ends. Others can neither change them
   * nor add rows that refer to them.
   *
   * @param others whether to `wait` for rows that others have locked, or to `skip` them.
   */
  lockRows<DB, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB, O>,
    others?: 'wait' | 'skip',
  ): SelectQueryBuilder<DB, TB, O>;
  /**
   * Locks the rows against changes until the transaction ends. Others may add rows that refer to
   * them.
   */
  lockFromChanges<DB, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB, O>,
  ): SelectQueryBuilder<DB, TB, O>;
  /** Like `lockFromChanges`, but several transactions can hold the lock at once. */
  shareFromChanges<DB, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB, O>,
  ): SelectQueryBuilder<DB, TB, O>;
  /** Locks the rows against removal. Several transactions can hold the lock at once. */
  shareFromRemoval<DB, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB, O>,
  ): SelectQueryBuilder<DB, TB, O>;
  /** Limits how long the transaction waits for each row that another one has locked. */
  limitRowLockWait<DB>(transaction: Kysely<DB>, waitMs: number): Promise<void>;
  /**
   * Takes an exclusive lock that is held until the transaction ends. Waits while another holds it.
   */
  beAlone<DB>(transaction: Kysely<DB>): Promise<void>;
}
