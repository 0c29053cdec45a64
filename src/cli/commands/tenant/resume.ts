/** `tenant resume`: undoes `tenant suspend`. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions } from '../../data-option.ts';
import { withTenants } from '../../find-tenant.ts';
import { findTenant } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfTenant, tenantArgumentHelp } from './tenant-record.ts';

export function addTenantResumeCommand(tenant: Command, terminal: Terminal): void {
  addDataOption(tenant.command('resume'))
    .summary('serve a suspended tenant again')
    .description(
      'Serves a suspended tenant again. Tickets and access tokens from before work unless they have ' +
        'expired. Resuming twice changes nothing.',
    )
    .argument('<tenant>', tenantArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice tenant resume Cust12345')
    .action(async (given: string, options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withTenants(options, async (offices) => {
        const before = await findTenant(offices, given);
        await offices.stores.tenants.resume(before.id);
        const after = await findTenant(offices, given);
        printRecord(terminal, json, recordOfTenant(after));
        terminal.note(
          before.suspendedAtMs === null
            ? `${after.contextIdentifier} was not suspended. Nothing was changed.`
            : `${after.contextIdentifier} is served again.`,
        );
      });
    });
}
