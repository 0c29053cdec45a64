/** `app redirect-uri add`: registers an address to which people return after they sign in. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withRegistry } from '../../../data-option.ts';
import { findApplication } from '../../../find-application.ts';
import { asOperator } from '../../../operator-name.ts';
import { printRecord, type Terminal } from '../../../terminal.ts';
import { applicationArgumentHelp } from '../application-record.ts';

export function addRedirectUriAddCommand(redirectUri: Command, terminal: Terminal): void {
  addDataOption(redirectUri.command('add'))
    .summary('register an address')
    .description(
      'Registers an address. It has no fragment and no wildcard. It uses https, or http on ' +
        '127.0.0.1, [::1] or localhost. A native application may use any port on 127.0.0.1 and [::1].',
    )
    .argument('<name>', applicationArgumentHelp)
    .argument('<uri>', 'such as https://reports.example/callback')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice app redirect-uri add "Fjord Reports" https://reports.example/callback',
    )
    .action(
      async (given: string, uri: string, options: DataOptions & { readonly json?: boolean }) => {
        await withRegistry(options, async (registry) => {
          const { id } = await findApplication(registry, given);
          const operator = asOperator('administer-installation');
          const { applicationAdministration } = registry;
          const isNew = await applicationAdministration.addRedirectUri(operator, id, uri);
          const { clientId, name, redirectUris } = await findApplication(registry, given);
          printRecord(terminal, options.json ?? false, { clientId, name, redirectUris });
          if (!isNew) terminal.note(`${name} had it already. Nothing was changed.`);
        });
      },
    );
}
