/** `person`: manages the people behind users. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addPersonAddCommand } from './person/add.ts';
import { addPersonListCommand } from './person/list.ts';
import { addPersonRemoveCommand } from './person/remove.ts';
import { addPersonSetCommand } from './person/set.ts';
import { addPersonShowCommand } from './person/show.ts';

export function addPersonCommand(program: Command, terminal: Terminal): void {
  const person = program
    .command('person')
    .summary('add and change persons')
    .description(
      'The persons of an installation. Every internal and external user is a person, and can log ' +
        "in with the person's e-mail address.",
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice person add "Anna Berg" --contact "Fjord AS"',
    );
  addPersonListCommand(person, terminal);
  addPersonShowCommand(person, terminal);
  addPersonAddCommand(person, terminal);
  addPersonSetCommand(person, terminal);
  addPersonRemoveCommand(person, terminal);
}
