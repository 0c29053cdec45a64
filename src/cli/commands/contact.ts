/** `contact`: manages the companies that persons belong to. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addContactAddCommand } from './contact/add.ts';
import { addContactListCommand } from './contact/list.ts';
import { addContactOwnCommand } from './contact/own.ts';
import { addContactRemoveCommand } from './contact/remove.ts';
import { addContactSetCommand } from './contact/set.ts';
import { addContactShowCommand } from './contact/show.ts';

export function addContactCommand(program: Command, terminal: Terminal): void {
  const contact = program
    .command('contact')
    .summary('add and change companies')
    .description(
      'The contacts of an installation: companies that persons belong to. Internal users belong to ' +
        'own companies, which the contract calls owner contacts.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice contact add "Fjord Shipping AS"');
  addContactListCommand(contact, terminal);
  addContactShowCommand(contact, terminal);
  addContactAddCommand(contact, terminal);
  addContactSetCommand(contact, terminal);
  addContactOwnCommand(contact, terminal);
  addContactRemoveCommand(contact, terminal);
}
