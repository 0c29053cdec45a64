/** `app show`: everything about one application but its tokens. */
import type { Command } from 'commander';
import { addDataOption, withOffices } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import { printRecord, printTime, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp, recordOfApplication } from './application-record.ts';

export function addAppShowCommand(app: Command, terminal: Terminal): void {
  addDataOption(app.command('show'))
    .summary('show an application')
    .description(
      'Shows what is known of an application, and when its valid tokens were made, the newest first.\n' +
        'The tokens themselves are not known here.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app show "Fjord Reports"')
    .action(async (name: string, { data, json = false }: { data: string; json?: boolean }) => {
      await withOffices(data, async (offices) => {
        const application = await findApplication(offices, name);
        const times = await offices.stores.applications.listTokenTimes(application.id);
        printRecord(terminal, json, {
          ...(await recordOfApplication(offices, application)),
          tokensMade: times.map(printTime),
        });
      });
    });
}
