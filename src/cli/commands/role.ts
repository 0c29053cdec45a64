/** `role`: manages the roles of users and their rights. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addRoleAddCommand } from './role/add.ts';
import { addRoleDataRightsCommand } from './role/data-rights.ts';
import { addRoleListCommand } from './role/list.ts';
import { addRoleRemoveCommand } from './role/remove.ts';
import { addRoleRightsCommand } from './role/rights.ts';
import { addRoleSetCommand } from './role/set.ts';
import { addRoleShowCommand } from './role/show.ts';

export function addRoleCommand(program: Command, terminal: Terminal): void {
  const role = program
    .command('role')
    .summary('add and change roles, and say what their users may do')
    .description(
      'The roles of an installation. Each user has one, which says what the user may do (functional ' +
        'rights) and which data the user may see and change (data rights). Changes count for every ' +
        'session from the next call.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice role show "User level 3"');
  addRoleListCommand(role, terminal);
  addRoleShowCommand(role, terminal);
  addRoleAddCommand(role, terminal);
  addRoleSetCommand(role, terminal);
  addRoleRightsCommand(role, terminal);
  addRoleDataRightsCommand(role, terminal);
  addRoleRemoveCommand(role, terminal);
}
