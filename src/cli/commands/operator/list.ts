/** `operator list`: lists who may log in at the console. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { asOperator } from '../../operator-name.ts';
import { printRows, type Terminal } from '../../terminal.ts';
import { recordOfOperator } from './operator-record.ts';

export function addOperatorListCommand(operator: Command, terminal: Terminal): void {
  addDataOption(operator.command('list'))
    .summary('list all operators')
    .description('Lists who may log in at the console with a password, by name.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice operator list --json')
    .action(async (options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withRegistry(options, async ({ console }) => {
        const operators = await console.operators.list(asOperator('read-installation'));
        printRows(terminal, json, operators.map(recordOfOperator));
        if (operators.length > 0) return;
        const command = 'ticketoffice operator add NAME --role ROLE';
        terminal.note(`There are no operators. Add one with "${command}".`);
      });
    });
}
