/** `app key remove`: removes a public key, so that the application cannot use it any more. */
import type { Command } from 'commander';
import { CliError } from '../../../cli-error.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../../data-option.ts';
import { exitCodes } from '../../../exit-codes.ts';
import { findApplication } from '../../../find-application.ts';
import { asOperator } from '../../../operator-name.ts';
import { printRecord, type Terminal } from '../../../terminal.ts';
import { applicationArgumentHelp } from '../application-record.ts';
import { recordOfKey } from './key-record.ts';

export function addAppKeyRemoveCommand(key: Command, terminal: Terminal): void {
  addDataOption(key.command('remove'))
    .summary('remove a public key')
    .description(
      'Removes a public key. Assertions that are signed with it are refused from then on. ' +
        'Tokens that the application obtained with it stay valid.',
    )
    .argument('<name>', applicationArgumentHelp)
    .argument('<kid>', 'key id, as listed')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app key remove "Fjord Reports" 2031-05')
    .action(
      async (
        given: string,
        kid: string,
        options: DataOptions & { json?: boolean },
      ): Promise<void> => {
        await withRegistry(options, async (registry) => {
          const application = await findApplication(registry, given);
          const { id, clientId, name, publicKeys } = application;
          const removed = publicKeys.find(({ keyId }) => keyId === kid);
          if (!removed) {
            const advice = 'See which there are with "ticketoffice app key list NAME".';
            throw new CliError(exitCodes.notFound, `${name} has no such key. ${advice}`);
          }
          const rest = publicKeys.filter((publicKey) => publicKey !== removed);
          const operator = asOperator('administer-installation');
          await registry.applicationAdministration.change(operator, id, { publicKeys: rest });
          printRecord(terminal, options.json ?? false, { clientId, name, ...recordOfKey(removed) });
        });
      },
    );
}
