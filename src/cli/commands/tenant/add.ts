/** `tenant add`: adds a tenant without users. */
import type { Command } from 'commander';
import { requireNoProblem } from '../../../domain/names.ts';
import { contextIdentifierProblem } from '../../../domain/tenants/tenant.ts';
import { addDataOption, type DataOptions } from '../../data-option.ts';
import { tenantFlag, withTenants } from '../../find-tenant.ts';
import { asOperator } from '../../operator-name.ts';
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
      'Adds a tenant to an Online installation, with the roles, rights, groups and licences that every ' +
        'tenant starts with, and no users. Its programs find it at /TENANT/Remote/Services88.',
    )
    .argument('<tenant>', tenantArgumentHelp)
    .option('--company <name>', 'the company name that GetSystemInfo returns', parseCompanyName, '')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice tenant add Cust12345 --company "Fjord Shipping AS"',
    )
    .action(async (contextIdentifier: string, options: TenantAddOptions) => {
      requireNoProblem(contextIdentifierProblem(contextIdentifier));
      await withTenants(options, async ({ tenants }) => {
        const operator = asOperator('administer-installation');
        const newTenant = { contextIdentifier, companyName: options.company };
        const added = await tenants.add(operator, newTenant);
        printRecord(terminal, options.json ?? false, recordOfTenant(added));
        const flags = `${tenantFlag({ tenant: added })} --data ${options.data}`;
        terminal.note(`Next: ticketoffice user add NAME${flags}`);
      });
    });
}
