/** `console link`: prints the address of the console, with a secret that logs in once. */
import { type Command, Option } from 'commander';
import { type OperatorRole, operatorRoles } from '../../../domain/operators/operator.ts';
import { type Settings, settingsSchema } from '../../../settings.ts';
import { consoleAddressOf } from '../../console-address.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { asOperator, operatorName } from '../../operator-name.ts';
import { addSettingsOptions, readSettings } from '../../settings-input.ts';
import { printRecord, printTime, type Terminal } from '../../terminal.ts';

type AddressSetting = 'consolePort' | 'consoleHost' | 'consoleUrl';

interface ConsoleLinkOptions extends DataOptions, Partial<Record<AddressSetting, string>> {
  readonly role: OperatorRole;
  readonly settings?: string;
  readonly json?: boolean;
}

const addressSettings: readonly string[] = [
  'consolePort',
  'consoleHost',
  'consoleUrl',
] satisfies readonly AddressSetting[];
const otherSettings = (Object.keys(settingsSchema.shape) as (keyof Settings & string)[]).filter(
  (name) => !addressSettings.includes(name),
);

export function addConsoleLinkCommand(console: Command, terminal: Terminal): void {
  addSettingsOptions(addDataOption(console.command('link')), otherSettings)
    .summary('print a link that logs in once, within five minutes')
    .description(
      'Prints an address of the console that logs in once, within five minutes. What is done there ' +
        'is in the audit trail under the name of who ran this command. The secret is behind the # of ' +
        'the address, so that browsers send it to no server in an address.\n\n' +
        'The address of the console is a setting of the server. This command reads it from the ' +
        'environment and the settings file, as the server does. If the server gets it from a flag, ' +
        'pass the same flag here.',
    )
    .addOption(
      new Option('--role <role>', 'a viewer may look, and an operator may also act')
        .choices(operatorRoles)
        .default('operator' satisfies OperatorRole),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice console link --role viewer')
    .action(async (options: ConsoleLinkOptions) => {
      const { role, json = false, data, ...flags } = options;
      const address = consoleAddressOf(await readSettings(flags, data, terminal));
      const { secret, expiresAtMs } = await withRegistry(options, ({ console: access }) =>
        access.consoleLogins.makeLink(asOperator('administer-installation'), {
          name: operatorName(),
          role,
        }),
      );
      const url = `${address}/#${secret}`;
      const expires = printTime(expiresAtMs);
      if (json) {
        printRecord(terminal, json, { url, role, expires });
        return;
      }
      terminal.print(url);
      terminal.note(`It logs in once, until ${expires}. Whoever has it is let in.`);
    });
}
