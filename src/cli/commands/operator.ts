/** `operator`: manages the people who may use the console. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addOperatorAddCommand } from './operator/add.ts';
import { addOperatorListCommand } from './operator/list.ts';
import { addOperatorRemoveCommand } from './operator/remove.ts';
import { addOperatorSetPasswordCommand } from './operator/set-password.ts';

export function addOperatorCommand(program: Command, terminal: Terminal): void {
  const operator = program
    .command('operator')
    .summary('add, list and remove the people who may use the console')
    .description(
      'Operators log in at the console with a name and a password. They are not users of a tenant. A ' +
        'viewer may look, and an operator may also act. Whoever may run commands needs no operator: ' +
        '"console link" logs in once.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice operator add anna --role viewer');
  addOperatorAddCommand(operator, terminal);
  addOperatorListCommand(operator, terminal);
  addOperatorSetPasswordCommand(operator, terminal);
  addOperatorRemoveCommand(operator, terminal);
}
