/** `role list`: lists all roles. */
import type { Command } from 'commander';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRows, type Terminal } from '../../terminal.ts';

interface RoleListOptions extends TenantOptions {
  readonly deleted?: boolean;
  readonly json?: boolean;
}

export function addRoleListCommand(role: Command, terminal: Terminal): void {
  addTenantOptions(role.command('list'))
    .summary('list all roles')
    .description(
      'Lists all roles by rank, each with the type of users who can have it and with how many have it.',
    )
    .option('--deleted', 'also deleted ones')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice role list --json')
    .action(async ({ deleted = false, json = false, ...options }: RoleListOptions) => {
      await withTenantServices(options, async ({ stores }) => {
        const roles = (await stores.roles.list()).filter(({ isDeleted }) => deleted || !isDeleted);
        const rows = roles.map(async ({ id, name, type, rank, isDeleted }) => ({
          id,
          name,
          type,
          rank,
          users: await stores.roles.countUsers(id),
          ...(deleted && { deleted: isDeleted }),
        }));
        printRows(terminal, json, await Promise.all(rows));
      });
    });
}
