/** `contact own`: makes a contact an own company, or an ordinary one again. */
import type { Command } from 'commander';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { contactArgumentHelp, findContact, recordOfContact } from './contact-record.ts';

interface ContactOwnOptions extends TenantOptions {
  readonly remove?: boolean;
  readonly json?: boolean;
}

export function addContactOwnCommand(contact: Command, terminal: Terminal): void {
  addTenantOptions(contact.command('own'))
    .summary('make a contact an own company')
    .description(
      'Makes a contact an own company, so that internal users can belong to it. With --remove it ' +
        'is an ordinary contact again, which the only own company and one with internal users ' +
        'cannot be.',
    )
    .argument('<contact>', contactArgumentHelp)
    .option('--remove', 'make it an ordinary contact')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice contact own "Fjord Shipping AS"')
    .action(async (given: string, allOptions: ContactOwnOptions) => {
      const { remove = false, json = false, ...options } = allOptions;
      await withTenantServices(options, async (services) => {
        const { id } = await findContact(services, given);
        const operator = asOperator('administer-users');
        const after = await services.contacts.change(operator, id, { isOwnCompany: !remove });
        printRecord(terminal, json, await recordOfContact(services, after));
      });
    });
}
