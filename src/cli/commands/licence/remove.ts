/** `licence remove`: removes a licence that no user has. */
import type { Command } from 'commander';
import { confirm, yesFlag, yesHelp } from '../../confirm.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findLicence, licenceArgumentHelp } from './licence-record.ts';

interface LicenceRemoveOptions extends TenantOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addLicenceRemoveCommand(licence: Command, terminal: Terminal): void {
  addTenantOptions(licence.command('remove'))
    .summary('remove a licence')
    .description(
      'Removes a licence that no user has; "licence withdraw" takes it from users. Functional ' +
        'rights that need a missing licence do not count.',
    )
    .argument('<licence>', licenceArgumentHelp)
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice licence remove route-planner')
    .action(async (given: string, { yes, json = false, ...options }: LicenceRemoveOptions) => {
      await withTenantServices(options, async (services) => {
        const { id, name } = await findLicence(services, given);
        await confirm(terminal, yes, `Remove the licence ${name}?`);
        await services.licences.removeModule(asOperator('change-licences'), id);
        printRecord(terminal, json, { id, name });
      });
    });
}
