/** `person list`: lists all persons, or those of a contact. */
import type { Command } from 'commander';
import { fullNameOf } from '../../../domain/persons/person.ts';
import { tenantFlag } from '../../find-tenant.ts';
import { listUsers } from '../../find-user.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRows, type Terminal } from '../../terminal.ts';
import { contactArgumentHelp, findContact, listContacts } from '../contact/contact-record.ts';
import { listPersons } from './person-record.ts';

interface PersonListOptions extends TenantOptions {
  readonly contact?: string;
  readonly json?: boolean;
}

export function addPersonListCommand(person: Command, terminal: Terminal): void {
  addTenantOptions(person.command('list'))
    .summary('list all persons')
    .description('Lists all persons by id, with their users.')
    .option('--contact <contact>', `only persons of a contact: ${contactArgumentHelp}`)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice person list --contact "Fjord Shipping AS"')
    .action(async ({ contact, json = false, ...options }: PersonListOptions) => {
      await withTenantServices(options, async (services) => {
        const only = contact === undefined ? null : await findContact(services, contact);
        const contacts = new Map((await listContacts(services)).map((it) => [it.id, it.name]));
        const users = await listUsers(services.stores.associates);
        const byPerson = Map.groupBy(users, ({ personId }) => personId);
        const persons = await listPersons(services);
        const rows = persons
          .filter(({ contactId }) => only === null || only.id === contactId)
          .map((it) => ({
            id: it.id,
            name: fullNameOf(it),
            email: it.email,
            contact: contacts.get(it.contactId) ?? null,
            users: byPerson.get(it.id)?.map(({ name }) => name) ?? [],
            retired: it.isRetired,
          }));
        printRows(terminal, json, rows);
        if (rows.length > 0) return;
        const command = `ticketoffice person add NAME${tenantFlag(services)}`;
        terminal.note(`There are no such persons. Add one with "${command}".`);
      });
    });
}
