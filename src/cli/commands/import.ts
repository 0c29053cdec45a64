/** `import`: fills an empty database from a file that `export` has written. */
import { createReadStream, type ReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type Command, Option } from 'commander';
import { makeDirectory, requireRightKey } from '../../storage/data-directory.ts';
import { openOrMakeDatabase } from '../../storage/database-place.ts';
import { readDump } from '../../storage/dump/read-dump.ts';
import { createStores } from '../../storage/stores.ts';
import { CliError } from '../cli-error.ts';
import {
  addDataOption,
  type DataOptions,
  postgresPlaceOf,
  readMasterKeysOf,
} from '../data-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { showProgress } from '../progress.ts';
import { printRecord, type Terminal } from '../terminal.ts';

interface ImportOptions extends DataOptions {
  readonly in: string;
  readonly json?: boolean;
}

export function addImportCommand(program: Command, terminal: Terminal): void {
  addDataOption(program.command('import'))
    .summary('fill an empty database from an exported file')
    .description(
      'Fills an empty database, SQLite or PostgreSQL, from a file that "export" has written. ' +
        'Finally the rows are counted and compared with the file. If anything fails, the ' +
        'database stays empty. The master key must be that of the exported database. Tickets and ' +
        'access tokens stay valid.',
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
  const masterKeys = await readMasterKeysOf(options);
  const bytes = await readableBytes(options.in);
  if (!postgres) await makeDirectory(options.data);
  const database = await openOrMakeDatabase(options.data, postgres);
  try {
    const input = createReadStream(options.in);
    const counts = await showProgress(terminal, 'read', (report) => {
      const onProgress = (rows: number) => report(input.bytesRead / bytes, `${rows} rows`);
      return readDump(database, linesOf(input), onProgress, async (stored) => {
        await requireRightKey(createStores(stored), masterKeys, `the dump ${options.in}`);
      });
    });
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    printRecord(terminal, json, { file: options.in, rows, ...(json && { counts }) });
  } finally {
    await database.db.destroy();
  }
}

async function* linesOf(input: ReadStream): AsyncGenerator<string> {
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    input.destroy();
  }
}

/** The size of the file; 0 for a pipe. @throws CliError `notFound` when it cannot be read. */
async function readableBytes(path: string): Promise<number> {
  try {
    await access(path, constants.R_OK);
    return (await stat(path)).size;
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new CliError(exitCodes.notFound, `The file ${path} cannot be read (${reason}).`);
  }
}
