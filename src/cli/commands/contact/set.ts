/** `contact set`: changes the fields of a contact. */
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { addContactOptions, type ContactOptions, givenContact } from './contact-options.ts';
import { contactArgumentHelp, findContact, recordOfContact } from './contact-record.ts';

interface ContactSetOptions extends TenantOptions, ContactOptions {
  readonly name?: string;
  readonly json?: boolean;
}

export function addContactSetCommand(contact: Command, terminal: Terminal): void {
  const command = addTenantOptions(contact.command('set'))
    .summary('change a contact')
    .description('Changes the given fields of a contact. "contact own" makes it an own company.')
    .argument('<contact>', contactArgumentHelp)
    .option('--name <name>', 'new name');
  addContactOptions(command)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice contact set 7 --phone "+47 22 00 00 00"')
    .action(async (given: string, { name, json = false, ...options }: ContactSetOptions) => {
      await withTenantServices(options, async (services) => {
        const fields = {
          ...(await givenContact(services, options)),
          ...(name !== undefined && { name }),
        };
        if (Object.keys(fields).length === 0) {
          const problem =
            'Say what to change: "ticketoffice contact set --help" shows the options.';
          throw new CliError(exitCodes.usage, problem);
        }
        const { id } = await findContact(services, given);
        const after = await services.contacts.change(asOperator('administer-users'), id, fields);
        printRecord(terminal, json, await recordOfContact(services, after));
      });
    });
}
