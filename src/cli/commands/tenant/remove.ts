/** `tenant remove`: removes a tenant with everything that belongs to it. */
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { confirm, yesFlag, yesHelp } from '../../confirm.ts';
import { addDataOption, type DataOptions } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { withTenants } from '../../find-tenant.ts';
import { countLiveTickets, listUsers } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { findTenant } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { tenantArgumentHelp } from './tenant-record.ts';

interface TenantRemoveOptions extends DataOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addTenantRemoveCommand(tenant: Command, terminal: Terminal): void {
  addDataOption(tenant.command('remove'))
    .summary('remove a suspended tenant with all that belongs to it')
    .description(
      'Removes a tenant with its users, roles, groups, licences, tickets and CS sessions; no ' +
        'application has it any more. It cannot be undone, so the tenant must have been suspended ' +
        'before.',
    )
    .argument('<tenant>', tenantArgumentHelp)
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice tenant remove Cust12345')
    .action(async (given: string, options: TenantRemoveOptions) => {
      const { yes, json = false } = options;
      await withTenants(options, async (registry) => {
        const found = await findTenant(registry, given);
        const { contextIdentifier } = found;
        if (found.suspendedAtMs === null) {
          const command = `ticketoffice tenant suspend ${contextIdentifier}`;
          const problem = `${contextIdentifier} is being served. Suspend it first: "${command}".`;
          throw new CliError(exitCodes.conflict, problem);
        }
        const services = registry.of(found);
        const usersRemoved = (await listUsers(services.stores.associates)).length;
        const ticketsEnded = await countLiveTickets(services);
        const held = `${usersRemoved} users and ${ticketsEnded} live tickets`;
        await confirm(terminal, yes, `Remove ${contextIdentifier} with ${held}?`);
        const operator = asOperator('administer-installation');
        await registry.tenants.remove(operator, contextIdentifier);
        printRecord(terminal, json, { contextIdentifier, usersRemoved, ticketsEnded });
      });
    });
}
