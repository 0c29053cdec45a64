/** `import`: fills an empty database from what `export` has written. */
import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type Command, Option } from 'commander';
import { makeDirectory, masterKeyIn, requireRightKey } from '../../storage/data-directory.ts';
import { openOrMakeDatabase } from '../../storage/database-place.ts';
import { readDump } from '../../storage/dump/read-dump.ts';
import { createStores } from '../../storage/stores.ts';
import { CliError } from '../cli-error.ts';
import {
  addDataOption,
  type DataOptions,
  masterKeySourceOf,
  postgresPlaceOf,
  readMasterKeyOf,
} from '../data-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { rowProgress } from '../row-progress.ts';
import { printRecord, type Terminal } from '../terminal.ts';

interface ImportOptions extends DataOptions {
  readonly in: string;
  readonly json?: boolean;
}

export function addImportCommand(program: Command, terminal: Terminal): void {
  addDataOption(program.command('import'))
    .summary('fill an empty database from an exported file')
    .description(
      'Fills an empty database, be it SQLite or PostgreSQL, from a file that "export" has written:\n' +
        'with all of it, or else with nothing. The rows are counted in the end. The master key must be\n' +
        'the one of the database that was exported. Tickets and access tokens stay valid.',
    )
    .addOption(new Option('--in <file>', 'the exported file').makeOptionMandatory())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice import --database postgres://crm@db.example.com/crm --in moving.jsonl',
    )
    .action((options: ImportOptions) => importDatabase(options, terminal));
}

async function importDatabase(options: ImportOptions, terminal: Terminal): Promise<void> {
  const { json = false } = options;
  const postgres = postgresPlaceOf(options);
  const masterKey = await readMasterKeyOf(options);
  await requireReadable(options.in);
  if (!postgres) await makeDirectory(options.data);
  const database = await openOrMakeDatabase(options.data, postgres);
  try {
    const onProgress = rowProgress(terminal, 'read');
    const counts = await readDump(database, linesOf(options.in), onProgress, async (stored) => {
      const source = masterKeySourceOf(options) ?? masterKeyIn(options.data);
      await requireRightKey(createStores(stored), masterKey, source, `the dump ${options.in}`);
    });
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    printRecord(terminal, json, { file: options.in, rows, ...(json && { counts }) });
  } finally {
    await database.db.destroy();
  }
}

/** Begins to read when the first is asked for. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const input = createReadStream(path);
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    input.destroy();
  }
}

/** @throws CliError `notFound` saying why it cannot be read. */
async function requireReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new CliError(exitCodes.notFound, `The file ${path} cannot be read (${reason}).`);
  }
}
