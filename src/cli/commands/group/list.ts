/** `group list`: lists all user groups. */
import type { Command } from 'commander';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRows, type Terminal } from '../../terminal.ts';

interface GroupListOptions extends TenantOptions {
  readonly deleted?: boolean;
  readonly json?: boolean;
}

export function addGroupListCommand(group: Command, terminal: Terminal): void {
  addTenantOptions(group.command('list'))
    .summary('list all user groups')
    .description(
      'Lists all user groups by rank, with how many users have each as their primary or another group.',
    )
    .option('--deleted', 'also deleted ones')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice group list --json')
    .action(async ({ deleted = false, json = false, ...options }: GroupListOptions) => {
      await withTenantServices(options, async ({ stores, groups }) => {
        const reader = asOperator('read-lists');
        const listed = await groups.list(reader, { includeDeleted: deleted });
        const rows = listed.map(async ({ id, name, rank, isDeleted }) => ({
          id,
          name,
          rank,
          members: await stores.groups.countMembers(id),
          ...(deleted && { deleted: isDeleted }),
        }));
        printRows(terminal, json, await Promise.all(rows));
      });
    });
}
