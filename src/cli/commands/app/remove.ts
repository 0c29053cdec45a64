/** `app remove`: removes an application with its tokens. */
import type { Command } from 'commander';
import { confirm, yesFlag, yesHelp } from '../../confirm.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp } from './application-record.ts';

interface AppRemoveOptions extends DataOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addAppRemoveCommand(app: Command, terminal: Terminal): void {
  addDataOption(app.command('remove'))
    .summary('remove an application')
    .description(
      'Removes an application. Its application tokens and public keys end, and so do access tokens ' +
        'that were issued on its behalf. It cannot be undone; "app disable" can.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app remove "Fjord Reports"')
    .action(async (given: string, options: AppRemoveOptions) => {
      const { yes, json = false } = options;
      await withRegistry(options, async (registry) => {
        const { applications } = registry.stores;
        const { id, clientId, name } = await findApplication(registry, given);
        const question = `Remove ${name}? Its application tokens and access tokens end.`;
        await confirm(terminal, yes, question);
        const tokensEnded = (await applications.listTokenTimes(id)).length;
        const operator = asOperator('administer-installation');
        await registry.applicationAdministration.remove(operator, id);
        printRecord(terminal, json, { clientId, name, tokensEnded });
      });
    });
}
