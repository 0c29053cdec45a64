/** `operator set-password`: sets a new password and ends the operator's sessions at the console. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { requireOperator } from './find-operator.ts';
import { addNewPasswordOptions, type NewPasswordOptions, readNewPassword } from './new-password.ts';

interface SetPasswordOptions extends DataOptions, NewPasswordOptions {
  readonly json?: boolean;
}

export function addOperatorSetPasswordCommand(operator: Command, terminal: Terminal): void {
  const command = addDataOption(operator.command('set-password'))
    .summary('set a new password')
    .description(
      'Sets a new password, and ends the sessions of the operator at the console and locks for ' +
        'failed logins. The password is asked for twice, read from standard input or from a file, or ' +
        'generated and printed, once.',
    )
    .argument('<name>', 'name of the operator');
  addNewPasswordOptions(command)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice operator set-password anna --generate')
    .action(async (given: string, options: SetPasswordOptions) => {
      await withRegistry(options, async ({ console: { operators } }) => {
        const { name } = await requireOperator(operators, given);
        const { password, isGenerated } = await readNewPassword(terminal, options);
        const actor = asOperator('administer-installation');
        const sessionsEnded = await operators.setPassword(actor, name, password);
        const shown = isGenerated && { password };
        printRecord(terminal, options.json ?? false, { operator: name, ...shown, sessionsEnded });
      });
    });
}
