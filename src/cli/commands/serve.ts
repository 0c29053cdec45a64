/** `serve`: the server for an installation. */
import type { Command } from 'commander';
import { pino } from 'pino';
import { officesOptionsOf } from '../../settings.ts';
import { openInstallation } from '../../storage/data-directory.ts';
import { CliError } from '../cli-error.ts';
import { addDataOption, openOffices } from '../data-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { runServer } from '../run-server.ts';
import { addSettingsOptions, readSettings } from '../settings-input.ts';
import { stopSignal } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';

export function addServeCommand(program: Command, terminal: Terminal): void {
  addSettingsOptions(addDataOption(program.command('serve')))
    .summary('run the server')
    .description(
      'Runs the server until SIGINT or SIGTERM, which let requests finish for up to 8 seconds.\n' +
        'Logs are JSON lines on standard output. Every setting is also an environment variable\n' +
        '(--public-url is TICKETOFFICE_PUBLIC_URL) and a property of the settings file (publicUrl);\n' +
        'a flag wins over the environment, the environment over the file.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice serve --data ./data --public-url https://crm.example.com',
    )
    .action(async (flags: { data: string } & Record<string, unknown>) => {
      const stop = stopSignal();
      const settings = await readSettings(flags, flags.data, terminal);
      const opened = await openInstallation(flags.data);
      if (opened.installation.demo) {
        await opened.stores.close();
        throw new CliError(
          exitCodes.conflict,
          `${flags.data} was made by the demo, whose password everybody knows. ` +
            'Make an installation of your own with "ticketoffice init".',
        );
      }
      const log = pino({ level: settings.logLevel });
      const offices = await openOffices(opened, officesOptionsOf(settings));
      await runServer(offices, settings, log, stop, (url) => log.info({ url }, 'ready'));
    });
}
