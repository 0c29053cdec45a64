/** `app disable` and `app enable`. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import { asOperator } from '../../operator-name.ts';
import { addSwitchCommand, type Switched } from '../../switch-command.ts';
import type { Terminal } from '../../terminal.ts';
import { applicationArgumentHelp, recordOfApplication } from './application-record.ts';

const argument = ['name', applicationArgumentHelp] as const;

export function addAppSwitchCommands(app: Command, terminal: Terminal): void {
  const disabling = {
    summary: 'refuse an application',
    description:
      'Disables an application: Online its calls are refused, and everywhere access tokens that were ' +
      'issued on its behalf are not valid until it is enabled. Disabling twice changes nothing.',
    argument,
    example: 'app disable "Fjord Reports"',
    changed: 'is disabled: access tokens on its behalf are not valid.',
    unchanged: 'was disabled already.',
  };
  const enabling = {
    summary: 'accept a disabled application again',
    description:
      'Accepts a disabled application again, with the same tokens and rights. Access tokens that were ' +
      'issued on its behalf are valid again unless they have expired. Enabling twice changes nothing.',
    argument,
    example: 'app enable "Fjord Reports"',
    changed: 'is enabled.',
    unchanged: 'was enabled already.',
  };
  const switchTo = (disabled: boolean) => (options: DataOptions, given: string) =>
    switchApplication(options, given, disabled);
  addSwitchCommand(addDataOption(app.command('disable')), terminal, disabling, switchTo(true));
  addSwitchCommand(addDataOption(app.command('enable')), terminal, enabling, switchTo(false));
}

function switchApplication(
  options: DataOptions,
  given: string,
  disabled: boolean,
): Promise<Switched> {
  return withRegistry({ ...options, mayUseReserve: disabled }, async (registry) => {
    const { id, name, disabledAtMs } = await findApplication(registry, given);
    const operator = asOperator('administer-installation');
    if (disabled) await registry.applicationAdministration.disable(operator, id);
    else await registry.applicationAdministration.enable(operator, id);
    const record = await recordOfApplication(registry, await findApplication(registry, name));
    return { name, wasSoBefore: (disabledAtMs !== null) === disabled, record };
  });
}
