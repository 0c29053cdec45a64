/** `init`: makes an installation. */
import type { Command } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { createInstallation } from '../../storage/data-directory.ts';
import { addDataOption } from '../data-option.ts';
import { printRecord, type Terminal } from '../terminal.ts';

export function addInitCommand(program: Command, terminal: Terminal): void {
  addDataOption(program.command('init'))
    .summary('make an installation')
    .description(
      'Makes an installation: the database, the keys that seal access tokens, and the master key that\n' +
        'seals those. It has no users; add them with "user add".',
    )
    .option('--company <name>', 'the company that it is for, as GetSystemInfo tells it', '')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice init --data ./data --company "Fjord Shipping AS"',
    )
    .action(async (options: { data: string; company: string; json?: boolean }) => {
      const { installation, stores } = await createInstallation(
        options.data,
        { companyName: options.company, demo: false },
        systemClock.now(),
      );
      await stores.close();
      printRecord(terminal, options.json ?? false, {
        data: options.data,
        installation: installation.id,
        company: installation.companyName,
      });
      terminal.note(`Next: ticketoffice user add NAME --data ${options.data}`);
    });
}
