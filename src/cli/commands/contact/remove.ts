/** `contact remove`: removes a contact without persons. */
import type { Command } from 'commander';
import { confirm, yesFlag, yesHelp } from '../../confirm.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { contactArgumentHelp, findContact } from './contact-record.ts';

interface ContactRemoveOptions extends TenantOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addContactRemoveCommand(contact: Command, terminal: Terminal): void {
  addTenantOptions(contact.command('remove'))
    .summary('remove a contact')
    .description(
      'Removes a contact that no person belongs to and that is no own company. No other contact ' +
        'gets the id again. It cannot be undone.',
    )
    .argument('<contact>', contactArgumentHelp)
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice contact remove "Nordic Foods AB"')
    .action(async (given: string, { yes, json = false, ...options }: ContactRemoveOptions) => {
      await withTenantServices(options, async (services) => {
        const { id, name } = await findContact(services, given);
        await confirm(terminal, yes, `Remove the contact ${name}?`);
        await services.contacts.remove(asOperator('administer-users'), id);
        printRecord(terminal, json, { id, contact: name });
      });
    });
}
