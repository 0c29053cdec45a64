/** `app redirect-uri remove`: removes an address, so that nobody is sent there any more. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withRegistry } from '../../../data-option.ts';
import { findApplication } from '../../../find-application.ts';
import { asOperator } from '../../../operator-name.ts';
import { printRecord, type Terminal } from '../../../terminal.ts';
import { applicationArgumentHelp } from '../application-record.ts';

export function addRedirectUriRemoveCommand(redirectUri: Command, terminal: Terminal): void {
  addDataOption(redirectUri.command('remove'))
    .summary('remove an address')
    .description('Removes an address. Nobody is sent there any more.')
    .argument('<name>', applicationArgumentHelp)
    .argument('<uri>', 'as listed')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice app redirect-uri remove "Fjord Reports" https://reports.example/callback',
    )
    .action(
      async (given: string, uri: string, options: DataOptions & { readonly json?: boolean }) => {
        await withRegistry(options, async (registry) => {
          const { id } = await findApplication(registry, given);
          const operator = asOperator('administer-installation');
          await registry.applicationAdministration.removeRedirectUri(operator, id, uri);
          const { clientId, name, redirectUris } = await findApplication(registry, given);
          printRecord(terminal, options.json ?? false, { clientId, name, redirectUris });
        });
      },
    );
}
