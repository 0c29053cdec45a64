/** `user list`: lists all users. */
import type { Command } from 'commander';
import { tenantFlag } from '../../find-tenant.ts';
import { listUsers } from '../../find-user.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRows, printTime, type Terminal } from '../../terminal.ts';

export function addUserListCommand(user: Command, terminal: Terminal): void {
  addTenantOptions(user.command('list'))
    .summary('list all users')
    .description(
      'Lists all users in the order in which they were added, also disabled and retired ones.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice user list --json')
    .action(async (options: TenantOptions & { json?: boolean }) => {
      await withTenantServices(options, async (services) => {
        const { stores } = services;
        const users = await listUsers(stores.associates);
        const roles = await stores.roles.list();
        const roleNames = new Map(roles.map((role) => [role.id, role.name]));
        const rows = users.map((associate) => ({
          id: associate.id,
          name: associate.name,
          fullName: associate.fullName,
          email: associate.email,
          type: associate.type,
          role: roleNames.get(associate.roleId) ?? null,
          csUser: associate.csUser?.id ?? null,
          disabled: printTime(associate.disabledAtMs),
          retired: printTime(associate.retiredAtMs),
        }));
        printRows(terminal, options.json ?? false, rows);
        if (users.length === 0) {
          const command = `ticketoffice user add NAME${tenantFlag(services)}`;
          terminal.note(`There are no users. Add one with "${command}".`);
        }
      });
    });
}
