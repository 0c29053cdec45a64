/** `app key list`: lists the public keys of an application. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withRegistry } from '../../../data-option.ts';
import { findApplication } from '../../../find-application.ts';
import { printRows, type Terminal } from '../../../terminal.ts';
import { applicationArgumentHelp } from '../application-record.ts';
import { recordOfKey } from './key-record.ts';

export function addAppKeyListCommand(key: Command, terminal: Terminal): void {
  addDataOption(key.command('list'))
    .summary('list the public keys of an application')
    .description('Lists the public keys of an application in the order of their kids.')
    .argument('<name>', applicationArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app key list "Fjord Reports"')
    .action(async (given: string, options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withRegistry(options, async (registry) => {
        const { name, publicKeys } = await findApplication(registry, given);
        printRows(
          terminal,
          json,
          publicKeys.map((publicKey) => ({ ...recordOfKey(publicKey) })),
        );
        if (publicKeys.length > 0) return;
        terminal.note(`${name} has no keys. Add one with "ticketoffice app key add NAME".`);
      });
    });
}
