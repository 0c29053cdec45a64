/** `app disable`: nothing is served to the application any more. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withOffices } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp, recordOfApplication } from './application-record.ts';

export function addAppDisableCommand(app: Command, terminal: Terminal): void {
  addDataOption(app.command('disable'))
    .summary('refuse an application')
    .description(
      'Disables an application: Online its calls are refused, and everywhere access tokens that were ' +
        'issued on its behalf are not valid until it is enabled. Disabling twice changes nothing.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app disable "Fjord Reports"')
    .action(async (given: string, options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withOffices({ ...options, mayUseReserve: true }, async (offices) => {
        const { id, name, disabledAtMs } = await findApplication(offices, given);
        await offices.stores.applications.disable(id, offices.clock.now());
        const after = await findApplication(offices, name);
        printRecord(terminal, json, await recordOfApplication(offices, after));
        terminal.note(
          disabledAtMs === null
            ? `${name} is disabled: access tokens on its behalf are not valid.`
            : `${name} was disabled already. Nothing was changed.`,
        );
      });
    });
}
