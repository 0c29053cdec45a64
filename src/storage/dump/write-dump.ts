/** Writes the whole content of a database, as one snapshot. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { OpenedDatabase } from '../opened-database.ts';
import type { Tables } from '../schema.ts';
import { countRowsOf } from './count-rows.ts';
import { type DumpCounts, printHeader, printLine, rowToJson } from './dump-lines.ts';
import { type DumpTable, dumpTableNames, dumpTables } from './dump-tables.ts';

/** Called with the number of rows written so far, and with the total. */
type WriteProgress = (rows: number, total: number) => void;

/**
 * Passes the lines of a dump to `write` in batches. Returns the number of rows of each table. It
 * reads one snapshot: changes that others make meanwhile are not included.
 */
export function writeDump(
  { db, dumpTraits, info }: OpenedDatabase,
  write: (text: string) => Promise<void>,
  onProgress: WriteProgress,
): Promise<DumpCounts> {
  const sum = createHash('sha256');
  const put = (lines: readonly string[]) => {
    const text = lines.map((line) => `${line}\n`).join('');
    sum.update(text);
    return write(text);
  };
  const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return reading.execute(async (transaction) => {
    await put([printHeader(info.schemaVersion)]);
    const counts: DumpCounts = {} as DumpCounts;
    const total = await countRows(transaction);
    let written = 0;
    for (const name of dumpTableNames) {
      const table: DumpTable = dumpTables[name];
      counts[name] = 0;
      for await (const rows of dumpTraits.readPages(transaction, name, table)) {
        await put(rows.map((row) => printLine({ table: name, row: rowToJson(row) })));
        counts[name] += rows.length;
        written += rows.length;
        onProgress(written, total);
      }
      if (table.identity !== undefined) {
        const counter = await dumpTraits.readCounter(transaction, name, table.identity);
        await put([printLine({ table: name, counter })]);
      }
    }
    await write(`${printLine({ counts, sha256: sum.digest('hex') })}\n`);
    return counts;
  });
}

async function countRows(db: Kysely<Tables>): Promise<number> {
  let rows = 0;
  for (const name of dumpTableNames) rows += await countRowsOf(db, name);
  return rows;
}
