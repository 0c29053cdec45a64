/** `person show`: prints a person. */
import type { Command } from 'commander';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findPerson, personArgumentHelp, recordOfPerson } from './person-record.ts';

export function addPersonShowCommand(person: Command, terminal: Terminal): void {
  addTenantOptions(person.command('show'))
    .summary('show a person')
    .description('Shows a person, and the users of the person.')
    .argument('<person>', personArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice person show "Anna Berg"')
    .action(async (given: string, options: TenantOptions & { json?: boolean }) => {
      await withTenantServices(options, async (services) => {
        const { name: _name, ...person } = await findPerson(services, given);
        const record = await recordOfPerson(services, person);
        printRecord(terminal, options.json ?? false, record);
      });
    });
}
