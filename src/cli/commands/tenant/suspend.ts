/** `tenant suspend`: nothing is served for the tenant any more, and nothing of it is lost. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions } from '../../data-option.ts';
import { withTenants } from '../../find-tenant.ts';
import { findTenant } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfTenant, tenantArgumentHelp } from './tenant-record.ts';

export function addTenantSuspendCommand(tenant: Command, terminal: Terminal): void {
  addDataOption(tenant.command('suspend'))
    .summary('stop serving a tenant')
    .description(
      'Refuses every call at the tenant from now on. Nothing is removed: once it is resumed, tickets ' +
        'and access tokens that have not expired work again. Suspending twice changes nothing.',
    )
    .argument('<tenant>', tenantArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice tenant suspend Cust12345')
    .action(async (given: string, options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withTenants({ ...options, mayUseReserve: true }, async (offices) => {
        const before = await findTenant(offices, given);
        await offices.stores.tenants.suspend(before.id, offices.clock.now());
        const after = await findTenant(offices, given);
        printRecord(terminal, json, recordOfTenant(after));
        terminal.note(
          before.suspendedAtMs === null
            ? `${after.contextIdentifier} is suspended: calls there are refused.`
            : `${after.contextIdentifier} was suspended already. Nothing was changed.`,
        );
      });
    });
}
