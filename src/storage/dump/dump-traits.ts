/** How the databases differ for who reads or writes all of them. */
import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import type { DumpTable } from './dump-tables.ts';

export type DumpValue = string | number | Uint8Array | null;
export type DumpRow = Readonly<Record<string, DumpValue>>;

export interface DumpTraits {
  /**
   * All rows of a table, a page at a time, in the order of its key: texts by their bytes, which is
   * the same everywhere.
   */
  readPages(
    transaction: Kysely<Tables>,
    name: keyof Tables,
    table: DumpTable,
  ): AsyncIterable<readonly DumpRow[]>;
  /** The last value that an identity column gave; 0 when it gave none. */
  readCounter(transaction: Kysely<Tables>, name: keyof Tables, column: string): Promise<number>;
  /** Makes an identity column go on after a value. */
  moveCounter(
    transaction: Kysely<Tables>,
    name: keyof Tables,
    column: string,
    last: number,
  ): Promise<void>;
}

/** Rows read or written in one statement, each of some kilobytes at most. */
export const PAGE_ROWS = 500;
