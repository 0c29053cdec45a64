/** `person add`: adds a person. */
import type { Command } from 'commander';
import { ID_MAX } from '../../../domain/contacts/contact.ts';
import { createPerson } from '../../../domain/persons/person.ts';
import { asOperator } from '../../operator-name.ts';
import { wholeNumberFrom } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { addPersonOptions, givenPerson, type PersonOptions } from './person-options.ts';
import { recordOfPerson } from './person-record.ts';

interface PersonAddOptions extends TenantOptions, PersonOptions {
  readonly id?: number;
  readonly json?: boolean;
}

const id = wholeNumberFrom(1, ID_MAX);

export function addPersonAddCommand(person: Command, terminal: Terminal): void {
  const command = addTenantOptions(person.command('add'))
    .summary('add a person')
    .description(
      'Adds a person, who is no user yet: "user add --person-id" adds a user for the person. ' +
        'Several persons may have the same name.',
    )
    .argument('<name>', 'full name; the last word is the last name');
  addPersonOptions(command)
    .option('--id <id>', 'id that the person has in the CRM (default: a new id)', id)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice person add "Anna Berg" --email anna@example.com',
    )
    .action(async (name: string, { id: wanted, json = false, ...options }: PersonAddOptions) => {
      await withTenantServices(options, async (services) => {
        const profile = createPerson(await givenPerson(services, name, options));
        const added = await services.persons.add(asOperator('administer-users'), profile, wanted);
        printRecord(terminal, json, await recordOfPerson(services, added));
      });
    });
}
