/** `backup`: copies the database while a server may be running. */
import type { Command } from 'commander';
import { databaseFileOf, installationMissing } from '../../storage/database-place.ts';
import { backUpDatabase } from '../../storage/sqlite/back-up.ts';
import { holdsInstallation } from '../../storage/sqlite/holds-installation.ts';
import { CliError } from '../cli-error.ts';
import { addDataOption, type DataOptions, postgresPlaceOf } from '../data-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { addOutOption } from '../out-option.ts';
import { showProgress } from '../progress.ts';
import { stopSignal } from '../stop-signal.ts';
import { printRecord, type Terminal } from '../terminal.ts';

interface BackupCommandOptions extends DataOptions {
  readonly out: string;
  readonly json?: boolean;
}

export function addBackupCommand(program: Command, terminal: Terminal): void {
  addOutOption(addDataOption(program.command('backup')))
    .summary('copy the database, while a server runs on it')
    .description(
      'Copies a snapshot of the database to a new file and verifies the copy. Servers and ' +
        'commands can keep running. The copy does not contain the master key: back that up ' +
        'somewhere else. Whoever has both can forge access tokens; without the key, the copy is ' +
        'useless.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice backup --data ./data --out monday.db')
    .action((options: BackupCommandOptions) => backUp(options, terminal));
}

async function backUp(options: BackupCommandOptions, terminal: Terminal): Promise<void> {
  const { data, out, json = false } = options;
  if (postgresPlaceOf(options)) {
    const problem = 'PostgreSQL is backed up by its own pg_dump, or by "ticketoffice export".';
    throw new CliError(exitCodes.usage, problem);
  }
  const file = databaseFileOf(data);
  if (!(await holdsInstallation(file))) throw installationMissing(data, null);
  const stopped = new AbortController();
  void stopSignal().then(() => stopped.abort(new Error('Stopped. There is no backup.')));
  const { signal } = stopped;
  const summary = await showProgress(terminal, 'copied', (onProgress) =>
    backUpDatabase(file, out, { onProgress, signal }),
  );
  printRecord(terminal, json, { file: out, ...summary });
  terminal.note('The master key is not in it: keep a copy of master.key somewhere else.');
}
