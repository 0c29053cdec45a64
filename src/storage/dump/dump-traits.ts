/** The differences between the databases when all rows are read or written. */
import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import type { DumpTable } from './dump-tables.ts';

export type DumpValue = string | number | Uint8Array | null;
export type DumpRow = Readonly<Record<string, DumpValue>>;

export interface DumpTraits {
  /**
   * All rows of a table in pages, ordered by primary key. Text is ordered by its bytes, so that the
   * order is the same in both databases.
   */
  readPages(
    transaction: Kysely<Tables>,
    name: keyof Tables,
    table: DumpTable,
  ): AsyncIterable<readonly DumpRow[]>;
  /** The last value that an auto-incremented column generated; 0 when it generated none. */
  readCounter(transaction: Kysely<Tables>, name: keyof Tables, column: string): Promise<number>;
  /** Sets the value after which an auto-incremented column continues. */
  moveCounter(
    transaction: Kysely<Tables>,
    name: keyof Tables,
    column: string,
    last: number,
  ): Promise<void>;
}

/** The number of rows in one statement. A row has a few kilobytes at most. */
export const PAGE_ROWS = 500;
