/** `licence`: manages licensed modules and assigns them to users. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addLicenceAddCommand } from './licence/add.ts';
import { addLicenceAssignCommands } from './licence/assign.ts';
import { addLicenceListCommand } from './licence/list.ts';
import { addLicenceOwnerCommand } from './licence/owner.ts';
import { addLicenceRemoveCommand } from './licence/remove.ts';
import { addLicenceSetCommand } from './licence/set.ts';
import { addLicenceShowCommand } from './licence/show.ts';

export function addLicenceCommand(program: Command, terminal: Terminal): void {
  const licence = program
    .command('licence')
    .summary('add and change licences, and assign them to users')
    .description(
      'The licences of an installation. Some are for all users. The others have a number of ' +
        'seats and are assigned to single users.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice licence assign web anna');
  addLicenceListCommand(licence, terminal);
  addLicenceShowCommand(licence, terminal);
  addLicenceAddCommand(licence, terminal);
  addLicenceSetCommand(licence, terminal);
  addLicenceAssignCommands(licence, terminal);
  addLicenceOwnerCommand(licence, terminal);
  addLicenceRemoveCommand(licence, terminal);
}
