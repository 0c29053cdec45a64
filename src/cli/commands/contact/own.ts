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
      'Makes a contact an own company, so that internal users can belong to it. --remove ' +
        'makes it an ordinary contact again, unless it is the only own company or internal users ' +
        'belong to it.',
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
