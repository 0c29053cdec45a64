/** `role remove`: marks a role as deleted and moves its users to another. */
import type { Command } from 'commander';
import { confirm, yesFlag, yesHelp } from '../../confirm.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findRole, roleArgumentHelp } from './role-record.ts';

interface RoleRemoveOptions extends TenantOptions {
  readonly replaceWith?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addRoleRemoveCommand(role: Command, terminal: Terminal): void {
  addTenantOptions(role.command('remove'))
    .summary('delete a role')
    .description(
      'Marks a role as deleted, so that no user can get it, and gives its users another role ' +
        'of the same type. "role set --restore" restores the role, but not for its users. The ' +
        'role with id 1 and the last role of each type cannot be removed.',
    )
    .argument('<role>', roleArgumentHelp)
    .option('--replace-with <role>', 'name or id of the role that its users get')
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice role remove "User level 5" --replace-with "User level 4"',
    )
    .action(async (given: string, options: RoleRemoveOptions) => {
      const { replaceWith, yes, json = false } = options;
      await withTenantServices(options, async (services) => {
        const { id, name } = await findRole(services, given);
        const other = replaceWith === undefined ? null : await findRole(services, replaceWith);
        const usersMoved = await services.stores.roles.countUsers(id);
        if (other && usersMoved > 0) {
          const moved = `Its ${usersMoved} users get the role ${other.name}.`;
          await confirm(terminal, yes, `Remove the role ${name}? ${moved}`);
        }
        await services.roles.remove(asOperator('change-roles'), id, other?.id ?? 0);
        printRecord(terminal, json, { id, name, usersMoved, replacedWith: other?.name ?? null });
      });
    });
}
