/** `app redirect-uri list`: lists the addresses to which people return after they sign in. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withRegistry } from '../../../data-option.ts';
import { findApplication } from '../../../find-application.ts';
import { printRows, type Terminal } from '../../../terminal.ts';
import { applicationArgumentHelp } from '../application-record.ts';

export function addRedirectUriListCommand(redirectUri: Command, terminal: Terminal): void {
  addDataOption(redirectUri.command('list'))
    .summary('list the addresses of an application')
    .description('Lists the addresses in the order in which they were registered.')
    .argument('<name>', applicationArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app redirect-uri list "Fjord Reports"')
    .action(async (given: string, options: DataOptions & { readonly json?: boolean }) => {
      await withRegistry(options, async (registry) => {
        const { name, redirectUris } = await findApplication(registry, given);
        const rows = redirectUris.map((redirectUri) => ({ redirectUri }));
        printRows(terminal, options.json ?? false, rows);
        if (rows.length > 0) return;
        const advice = 'Add one with "ticketoffice app redirect-uri add NAME URI".';
        terminal.note(`${name} has no redirect URIs. ${advice}`);
      });
    });
}
