/** `licence set`: changes a licence, for example its number of seats. */
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findUsage, licenceArgumentHelp, recordOfLicence } from './licence-record.ts';
import { addModuleOptions, givenModule, type ModuleOptions } from './module-options.ts';

interface LicenceSetOptions extends TenantOptions, ModuleOptions {
  readonly name?: string;
  readonly json?: boolean;
}

export function addLicenceSetCommand(licence: Command, terminal: Terminal): void {
  const command = addTenantOptions(licence.command('set'))
    .summary('change a licence')
    .description(
      'Changes what is given of a licence, and leaves the rest. It cannot have fewer seats than are ' +
        'in use.',
    )
    .argument('<licence>', licenceArgumentHelp)
    .option('--name <name>', 'new name');
  addModuleOptions(command)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice licence set web --seats 50')
    .action(async (given: string, options: LicenceSetOptions) => {
      const { name, json = false } = options;
      const fields = { ...givenModule(options), ...(name !== undefined && { name }) };
      if (Object.keys(fields).length === 0) {
        const problem = 'Say what to change: "ticketoffice licence set --help" shows the options.';
        throw new CliError(exitCodes.usage, problem);
      }
      await withTenantServices(options, async (services) => {
        const { module: before, inUse } = await findUsage(services, given);
        const changed = { ...before, ...fields };
        const module = await services.licences.saveModule(asOperator('change-licences'), changed);
        printRecord(terminal, json, await recordOfLicence(services, { module, inUse }));
      });
    });
}
