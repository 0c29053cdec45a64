/** `contact add`: adds a contact. */
import type { Command } from 'commander';
import { createContact, ID_MAX } from '../../../domain/contacts/contact.ts';
import { asOperator } from '../../operator-name.ts';
import { wholeNumberFrom } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { addContactOptions, type ContactOptions, givenContact } from './contact-options.ts';
import { recordOfContact } from './contact-record.ts';

interface ContactAddOptions extends TenantOptions, ContactOptions {
  readonly id?: number;
  readonly own?: boolean;
  readonly json?: boolean;
}

export function addContactAddCommand(contact: Command, terminal: Terminal): void {
  const command = addTenantOptions(contact.command('add'))
    .summary('add a contact')
    .description('Adds a contact without persons. Several contacts may have the same name.')
    .argument('<name>', 'name of the company');
  addContactOptions(command)
    .option('--own', 'make it an own company, which internal users can belong to')
    .option(
      '--id <id>',
      'id that it has in the CRM (default: a new id)',
      wholeNumberFrom(1, ID_MAX),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice contact add "Fjord Shipping AS" --own')
    .action(async (name: string, allOptions: ContactAddOptions) => {
      const { id, own = false, json = false, ...options } = allOptions;
      await withTenantServices(options, async (services) => {
        const given = { ...(await givenContact(services, options)), isOwnCompany: own };
        const operator = asOperator('administer-users');
        const added = await services.contacts.add(operator, createContact(name, given), id);
        printRecord(terminal, json, await recordOfContact(services, added));
      });
    });
}
