/** How the databases differ, as far as the stores and the migrations notice. */
import type { ColumnDefinitionBuilder, Kysely, SelectQueryBuilder } from 'kysely';

/** A rule of the schema that a statement can break. */
export type SchemaRule = 'unique' | 'foreign-key';

export interface DialectTraits {
  /** The type of a column of bytes. */
  readonly bytesType: 'blob' | 'bytea';
  /** The type of a column that counts beyond 2³¹ by itself. */
  readonly counterType: 'integer' | 'bigint';
  /** Makes an integer primary key that the database counts up, never using a value again. */
  autoIncrement(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  /**
   * Statements that make the database refuse to change rows of a table, and to remove those which
   * are less than a day older than its newest.
   */
  keepRows(table: string, timeColumn: string): readonly string[];
  /** Statements that make the database tell all nodes what one of them changes, where it can. */
  readonly changeNotices: readonly string[];
  /** The rule that a statement failed for; null when it failed otherwise. */
  brokenRule(error: unknown): SchemaRule | null;
  /**
   * Keeps the rows that a query reads from all others until the transaction ends: also from those
   * who would refer to them.
   *
   * @param others what to do about rows that others keep: `wait` for them or `skip` them.
   */
  lockRows<DB, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB, O>,
    others?: 'wait' | 'skip',
  ): SelectQueryBuilder<DB, TB, O>;
  /** Keeps all others from changing the rows until the transaction ends; they may refer to them. */
  lockFromChanges<DB, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB, O>,
  ): SelectQueryBuilder<DB, TB, O>;
  /** Waits until no other transaction is past this, and lets none in until this one ends. */
  beAlone<DB>(transaction: Kysely<DB>): Promise<void>;
}
