/** `app enable`: undoes `app disable`. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withOffices } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp, recordOfApplication } from './application-record.ts';

export function addAppEnableCommand(app: Command, terminal: Terminal): void {
  addDataOption(app.command('enable'))
    .summary('accept a disabled application again')
    .description(
      'Accepts a disabled application again, with the same tokens and rights. Access tokens that were ' +
        'issued on its behalf are valid again unless they have expired. Enabling twice changes nothing.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app enable "Fjord Reports"')
    .action(async (given: string, options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withOffices(options, async (offices) => {
        const { id, name, disabledAtMs } = await findApplication(offices, given);
        await offices.stores.applications.enable(id);
        const after = await findApplication(offices, name);
        printRecord(terminal, json, await recordOfApplication(offices, after));
        terminal.note(
          disabledAtMs === null
            ? `${name} was enabled already. Nothing was changed.`
            : `${name} is enabled.`,
        );
      });
    });
}
