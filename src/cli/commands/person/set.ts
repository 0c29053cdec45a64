/** `person set`: changes the fields of a person. */
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { addPersonOptions, givenPerson, type PersonOptions } from './person-options.ts';
import { findPerson, personArgumentHelp, recordOfPerson } from './person-record.ts';

interface PersonSetOptions extends TenantOptions, PersonOptions {
  readonly name?: string;
  readonly retired?: boolean;
  readonly json?: boolean;
}

export function addPersonSetCommand(person: Command, terminal: Terminal): void {
  const command = addTenantOptions(person.command('set'))
    .summary('change a person')
    .description(
      'Changes the given fields of a person. They change for the users of the person, too.',
    )
    .argument('<person>', personArgumentHelp)
    .option('--name <name>', 'new first and last name; the last word is the last name');
  addPersonOptions(command)
    .option('--retired', 'the person has left; "user retire" also removes the licences of the user')
    .option('--no-retired', 'the person has not left')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice person set "Anna Berg" --title "Manager"')
    .action(async (given: string, options: PersonSetOptions) => {
      const { name, retired, json = false, ...others } = options;
      await withTenantServices(options, async (services) => {
        const fields = {
          ...(await givenPerson(services, name, others)),
          ...(retired !== undefined && { isRetired: retired }),
        };
        if (Object.keys(fields).length === 0) {
          const problem = 'Say what to change: "ticketoffice person set --help" shows the options.';
          throw new CliError(exitCodes.usage, problem);
        }
        const { id } = await findPerson(services, given);
        const after = await services.persons.change(asOperator('administer-users'), id, fields);
        printRecord(terminal, json, await recordOfPerson(services, after));
      });
    });
}
