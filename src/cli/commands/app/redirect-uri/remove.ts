/** `app redirect-uri remove`: removes an address, so that nobody is sent there any more. */
import type { Command } from 'commander';
import { CliError } from '../../../cli-error.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../../data-option.ts';
import { exitCodes } from '../../../exit-codes.ts';
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
          const { id, clientId, name, ...before } = await findApplication(registry, given);
          const redirectUris = before.redirectUris.filter((registered) => registered !== uri);
          if (redirectUris.length === before.redirectUris.length) {
            const advice = 'See which there are with "ticketoffice app redirect-uri list NAME".';
            throw new CliError(exitCodes.notFound, `${name} has no such redirect URI. ${advice}`);
          }
          const operator = asOperator('administer-installation');
          await registry.applicationAdministration.change(operator, id, { redirectUris });
          printRecord(terminal, options.json ?? false, { clientId, name, redirectUris });
        });
      },
    );
}
