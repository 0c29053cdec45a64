/** `tenant list`: lists all tenants. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions } from '../../data-option.ts';
import { listTenants, withTenants } from '../../find-tenant.ts';
import { printRows, type Terminal } from '../../terminal.ts';
import { recordOfTenant } from './tenant-record.ts';

export function addTenantListCommand(tenant: Command, terminal: Terminal): void {
  addDataOption(tenant.command('list'))
    .summary('list all tenants')
    .description(
      'Lists all tenants in the order in which they were added, suspended ones included.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice tenant list --json')
    .action(async (options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withTenants(options, async (registry) => {
        const tenants = await listTenants(registry);
        printRows(terminal, json, tenants.map(recordOfTenant));
        if (tenants.length > 0) return;
        terminal.note('There are no tenants. Add one with "ticketoffice tenant add TENANT".');
      });
    });
}
