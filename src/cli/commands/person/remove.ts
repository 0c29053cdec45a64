/** `person remove`: removes a person who is no user. */
import type { Command } from 'commander';
import { confirm, yesFlag, yesHelp } from '../../confirm.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findPerson, personArgumentHelp } from './person-record.ts';

interface PersonRemoveOptions extends TenantOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addPersonRemoveCommand(person: Command, terminal: Terminal): void {
  addTenantOptions(person.command('remove'))
    .summary('remove a person')
    .description(
      'Removes a person who is no user. No other person gets the id again. It cannot be undone.',
    )
    .argument('<person>', personArgumentHelp)
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice person remove "Anna Berg"')
    .action(async (given: string, { yes, json = false, ...options }: PersonRemoveOptions) => {
      await withTenantServices(options, async (services) => {
        const { id, name } = await findPerson(services, given);
        await confirm(terminal, yes, `Remove the person ${name}?`);
        await services.persons.remove(asOperator('administer-users'), id);
        printRecord(terminal, json, { id, person: name });
      });
    });
}
