/** `export`: writes a whole database to a file, to move it to another database. */
import { rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { installationMissing, openExistingDatabase } from '../../storage/database-place.ts';
import { writeDump } from '../../storage/dump/write-dump.ts';
import { explainSystemError } from '../../storage/file-problem.ts';
import { createStores } from '../../storage/stores.ts';
import { createFile } from '../create-file.ts';
import { addDataOption, type DataOptions, postgresPlaceOf } from '../data-option.ts';
import { addOutOption } from '../out-option.ts';
import { showProgress } from '../progress.ts';
import { printRecord, type Terminal } from '../terminal.ts';

interface ExportOptions extends DataOptions {
  readonly out: string;
  readonly json?: boolean;
}

export function addExportCommand(program: Command, terminal: Terminal): void {
  addOutOption(addDataOption(program.command('export')))
    .summary('write all of a database to a file, to move it to another')
    .description(
      'Writes a snapshot of the whole database to a file of JSON lines. "import" fills another ' +
        'database from it, SQLite or PostgreSQL. Servers can keep running, but later changes are ' +
        'not in the file. Only you can read the file, because it contains password hashes and ' +
        'sealed keys. It does not contain the master key, which the other database needs too.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice export --data ./data --out moving.jsonl')
    .action((options: ExportOptions) => exportDatabase(options, terminal));
}

async function exportDatabase(options: ExportOptions, terminal: Terminal): Promise<void> {
  const { data, out, json = false } = options;
  const postgres = postgresPlaceOf(options);
  const database = await openExistingDatabase(data, postgres);
  try {
    if (!(await createStores(database).installation.read())) {
      throw installationMissing(data, postgres);
    }
    const file = await createFile(out, '--out');
    try {
      const write = (text: string) => file.appendFile(text);
      const counts = await showProgress(terminal, 'written', (report) =>
        writeDump(database, write, (rows, total) =>
          report(rows / total, `${rows} of ${total} rows`),
        ),
      );
      await file.sync();
      const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
      printRecord(terminal, json, { file: out, rows, ...(json && { counts }) });
    } catch (error) {
      await rm(out, { force: true });
      throw explainSystemError(error, out);
    } finally {
      await file.close();
    }
  } finally {
    await database.db.destroy();
  }
  terminal.note('It holds hashes of passwords: remove it when it is no longer needed.');
}
