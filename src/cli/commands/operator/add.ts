/** `operator add`: adds somebody who may log in at the console. */
import { type Command, Option } from 'commander';
import { requireNoProblem } from '../../../domain/names.ts';
import {
  type OperatorRole,
  operatorNameProblem,
  operatorRoles,
} from '../../../domain/operators/operator.ts';
import type { Operators } from '../../../domain/operators/operators.ts';
import { CliError } from '../../cli-error.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { addNewPasswordOptions, type NewPasswordOptions, readNewPassword } from './new-password.ts';
import { recordOfOperator } from './operator-record.ts';

interface OperatorAddOptions extends DataOptions, NewPasswordOptions {
  readonly role: OperatorRole;
  readonly ifMissing?: boolean;
  readonly json?: boolean;
}

export function addOperatorAddCommand(operator: Command, terminal: Terminal): void {
  const command = addDataOption(operator.command('add'))
    .summary('add an operator')
    .description(
      'Adds somebody who may log in at the console. The password is asked for twice, read from ' +
        'standard input or from a file, or generated and printed, once. For Helm and other programs: ' +
        '--password-file reads a mounted secret, and --if-missing can run at each start.',
    )
    .argument('<name>', 'name to log in with; upper and lower case are the same')
    .addOption(
      new Option('--role <role>', 'a viewer may look, and an operator may also act')
        .choices(operatorRoles)
        .makeOptionMandatory(),
    );
  addNewPasswordOptions(command)
    .option('--if-missing', 'change nothing if there is an operator of this name')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice operator add anna --role viewer --generate')
    .action(async (name: string, options: OperatorAddOptions) => {
      await withRegistry(options, ({ console }) =>
        addOperator(console.operators, terminal, name, options),
      );
    });
}

async function addOperator(
  operators: Operators,
  terminal: Terminal,
  name: string,
  { role, ifMissing = false, json = false, ...given }: OperatorAddOptions,
): Promise<void> {
  // The domain checks this again. It is checked here so that nobody types a password in vain.
  requireNoProblem(operatorNameProblem(name));
  const existing = await operators.find(asOperator('read-installation'), name);
  if (existing && ifMissing) {
    printRecord(terminal, json, recordOfOperator(existing));
    terminal.note(`There is an operator ${existing.name} already. Nothing was changed.`);
    return;
  }
  if (existing) {
    const problem = `There is an operator ${existing.name} already. Choose another name.`;
    throw new CliError(exitCodes.conflict, problem);
  }
  const { password, isGenerated } = await readNewPassword(terminal, given);
  const actor = asOperator('administer-installation');
  const added = await operators.add(actor, { name, role }, password);
  printRecord(terminal, json, { ...recordOfOperator(added), ...(isGenerated && { password }) });
}
