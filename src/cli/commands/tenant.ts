/** `tenant`: manages the customers of an Online installation. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addTenantAddCommand } from './tenant/add.ts';
import { addTenantListCommand } from './tenant/list.ts';
import { addTenantRemoveCommand } from './tenant/remove.ts';
import { addTenantSwitchCommands } from './tenant/switch-tenant.ts';

export function addTenantCommand(program: Command, terminal: Terminal): void {
  const tenant = program
    .command('tenant')
    .summary('add, suspend and remove tenants (Online)')
    .description(
      'The tenants of an Online installation, each with users and tickets of its own. A server on it ' +
        'obeys at its next request. An on-site installation has none.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice tenant add Cust12345 --company "Fjord Shipping AS"',
    );
  addTenantAddCommand(tenant, terminal);
  addTenantListCommand(tenant, terminal);
  addTenantSwitchCommands(tenant, terminal);
  addTenantRemoveCommand(tenant, terminal);
}
