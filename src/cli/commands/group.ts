/** `group`: manages user groups. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addGroupAddCommand } from './group/add.ts';
import { addGroupListCommand } from './group/list.ts';
import { addGroupRemoveCommand } from './group/remove.ts';
import { addGroupSetCommand } from './group/set.ts';
import { addGroupShowCommand } from './group/show.ts';

export function addGroupCommand(program: Command, terminal: Terminal): void {
  const group = program
    .command('group')
    .summary('add and change user groups')
    .description(
      'The user groups of an installation. Each user has a primary group and may be in others; the ' +
        'data rights of a role depend on them. "user set" changes who is in which.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice group add "Sales Nordic"');
  addGroupListCommand(group, terminal);
  addGroupShowCommand(group, terminal);
  addGroupAddCommand(group, terminal);
  addGroupSetCommand(group, terminal);
  addGroupRemoveCommand(group, terminal);
}
