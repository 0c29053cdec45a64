/** `app set`: changes how an application may work. */
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { findApplication } from '../../find-application.ts';
import { givenFields } from '../../given-fields.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp, recordOfApplication } from './application-record.ts';

interface AppSetOptions extends DataOptions {
  readonly native?: boolean;
  readonly serverToServer?: boolean;
  readonly json?: boolean;
}

export function addAppSetCommand(app: Command, terminal: Terminal): void {
  addDataOption(app.command('set'))
    .summary('say how an application may work (Online)')
    .description(
      'A native application runs on devices of people. It signs people in without a token, and ' +
        'proves by PKCE who it is. An application that is server to server may work at a tenant ' +
        'without a person, by its system token. A tenant that has consented before must consent ' +
        'again to that.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option('--native', 'it runs on devices of people')
    .option('--no-native', 'it runs on servers')
    .option('--server-to-server', 'it may work without a person')
    .option('--no-server-to-server', 'it works for people who signed in')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app set "Fjord Reports" --server-to-server')
    .action(async (given: string, options: AppSetOptions) => {
      const flags = givenFields(options, ['native', 'serverToServer']);
      if (Object.keys(flags).length === 0) {
        const advice = 'Give --native, --server-to-server, or one of them with --no-.';
        throw new CliError(exitCodes.usage, advice);
      }
      await withRegistry(options, async (registry) => {
        const { id } = await findApplication(registry, given);
        const operator = asOperator('administer-installation');
        await registry.applicationAdministration.change(operator, id, flags);
        const after = await findApplication(registry, given);
        const { native, serverToServer } = after;
        const record = await recordOfApplication(registry, after);
        printRecord(terminal, options.json ?? false, { ...record, native, serverToServer });
      });
    });
}
