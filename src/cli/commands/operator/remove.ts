/** `operator remove`: removes an operator and ends the operator's sessions at the console. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { requireOperator } from './find-operator.ts';

export function addOperatorRemoveCommand(operator: Command, terminal: Terminal): void {
  addDataOption(operator.command('remove'))
    .summary('remove an operator')
    .description('Removes an operator, and ends the sessions of the operator at the console.')
    .argument('<name>', 'name of the operator')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice operator remove anna')
    .action(async (given: string, options: DataOptions & { json?: boolean }) => {
      await withRegistry(
        { ...options, mayUseReserve: true },
        async ({ console: { operators } }) => {
          const { name } = await requireOperator(operators, given);
          const sessionsEnded = await operators.remove(asOperator('administer-installation'), name);
          printRecord(terminal, options.json ?? false, { operator: name, sessionsEnded });
        },
      );
    });
}
