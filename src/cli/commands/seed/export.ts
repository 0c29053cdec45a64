/** `seed export`: prints the content of an installation as a seed file. */
import type { Command } from 'commander';
import { exportSeed, printSeed } from '../../../seed/export-seed.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';

export function addSeedExportCommand(seed: Command, terminal: Terminal): void {
  addDataOption(seed.command('export'))
    .summary('print what an installation holds, as a seed file')
    .description(
      'Prints the content of an installation as a seed file, with ids, but without passwords ' +
        'and application tokens. For built-in records it contains only what differs. An ' +
        'installation that is made from it has the same users, who then need new passwords.',
    )
    .option('--json', 'print JSON, which is a seed file too')
    .addHelpText('after', '\nExample:\n  $ ticketoffice seed export > seed.yaml')
    .action(async (options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withRegistry(options, async ({ installation, stores }) => {
        const file = await exportSeed(installation, stores);
        if (json) printRecord(terminal, true, { ...file });
        else terminal.print(printSeed(file).trimEnd());
      });
    });
}
