/** `contact list`: lists all contacts. */
import type { Command } from 'commander';
import { listAll } from '../../../seed/list-all.ts';
import { tenantFlag } from '../../find-tenant.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRows, type Terminal } from '../../terminal.ts';
import { listContacts } from './contact-record.ts';

interface ContactListOptions extends TenantOptions {
  readonly own?: boolean;
  readonly json?: boolean;
}

export function addContactListCommand(contact: Command, terminal: Terminal): void {
  addTenantOptions(contact.command('list'))
    .summary('list all contacts')
    .description('Lists all contacts by id, with the number of persons who belong to each.')
    .option('--own', 'only own companies')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice contact list --own')
    .action(async ({ own = false, json = false, ...options }: ContactListOptions) => {
      await withTenantServices(options, async (services) => {
        const { persons } = services.stores;
        const all = await listAll((afterId, limit) => persons.list(afterId, limit));
        const byContact = Map.groupBy(all, ({ contactId }) => contactId);
        const listed = (await listContacts(services)).filter((it) => it.isOwnCompany || !own);
        const rows = listed.map(({ id, name, department, isOwnCompany }) => ({
          id,
          name,
          department,
          own: isOwnCompany,
          persons: byContact.get(id)?.length ?? 0,
        }));
        printRows(terminal, json, rows);
        if (rows.length > 0) return;
        const command = `ticketoffice contact add NAME${tenantFlag(services)}`;
        terminal.note(`There are no such contacts. Add one with "${command}".`);
      });
    });
}
