/** `app list`: lists all applications. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { printRows, type Terminal } from '../../terminal.ts';
import { recordsOfApplications } from './application-record.ts';

export function addAppListCommand(app: Command, terminal: Terminal): void {
  addDataOption(app.command('list'))
    .summary('list all applications')
    .description(
      'Lists all applications in the order in which they were added, disabled ones included.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app list --json')
    .action(async (options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withRegistry(options, async (registry) => {
        const applications = await registry.stores.applications.list();
        printRows(terminal, json, await recordsOfApplications(registry, applications));
        if (applications.length > 0) return;
        terminal.note('There are no applications. Add one with "ticketoffice app add NAME".');
      });
    });
}
