/** `contact show`: prints a contact with its persons. */
import type { Command } from 'commander';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { contactArgumentHelp, findContact, recordOfContact } from './contact-record.ts';

export function addContactShowCommand(contact: Command, terminal: Terminal): void {
  addTenantOptions(contact.command('show'))
    .summary('show a contact with its persons')
    .description('Shows a contact, and the persons who belong to it.')
    .argument('<contact>', contactArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice contact show "Fjord Shipping AS"')
    .action(async (given: string, options: TenantOptions & { json?: boolean }) => {
      await withTenantServices(options, async (services) => {
        const record = await recordOfContact(services, await findContact(services, given));
        printRecord(terminal, options.json ?? false, record);
      });
    });
}
