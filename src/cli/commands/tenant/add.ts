/** `tenant add`: a new tenant, without users. */
import type { Command } from 'commander';
import { contextIdentifierProblem, startingDirectory } from '../../../domain/tenant.ts';
import { CliError } from '../../cli-error.ts';
import { addDataOption, type DataOptions } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { tenantFlag, withTenants } from '../../find-tenant.ts';
import { parseCompanyName } from '../../option-values.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfTenant, tenantArgumentHelp } from './tenant-record.ts';

interface TenantAddOptions extends DataOptions {
  readonly company: string;
  readonly json?: boolean;
}

export function addTenantAddCommand(tenant: Command, terminal: Terminal): void {
  addDataOption(tenant.command('add'))
    .summary('add a tenant')
    .description(
      'Adds a tenant to an Online installation, with the role Employee, the group Everyone and no ' +
        'users. Its programs find it at /TENANT/Remote/Services88.',
    )
    .argument('<tenant>', tenantArgumentHelp)
    .option(
      '--company <name>',
      'the company that it is for, as GetSystemInfo tells it',
      parseCompanyName,
      '',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice tenant add Cust12345 --company "Fjord Shipping AS"',
    )
    .action(async (contextIdentifier: string, options: TenantAddOptions) => {
      const problem = contextIdentifierProblem(contextIdentifier);
      if (problem !== null) throw new CliError(exitCodes.usage, problem);
      await withTenants(options, async ({ stores, clock }) => {
        const added = await stores.tenants.add(
          { contextIdentifier, companyName: options.company, ...startingDirectory },
          clock.now(),
        );
        printRecord(terminal, options.json ?? false, recordOfTenant(added));
        const flags = `${tenantFlag({ tenant: added })} --data ${options.data}`;
        terminal.note(`Next: ticketoffice user add NAME${flags}`);
      });
    });
}
