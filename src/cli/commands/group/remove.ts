/** `group remove`: marks a group as deleted and moves its members to another. */
import type { Command } from 'commander';
import { confirm, yesFlag, yesHelp } from '../../confirm.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findGroup, groupArgumentHelp } from './group-record.ts';

interface GroupRemoveOptions extends TenantOptions {
  readonly replaceWith?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addGroupRemoveCommand(group: Command, terminal: Terminal): void {
  addTenantOptions(group.command('remove'))
    .summary('delete a user group')
    .description(
      'Marks a user group as deleted, so that it cannot be chosen any more, and moves its ' +
        'members to another group. "group set --restore" restores the group, but not its ' +
        'members. The last group cannot be removed.',
    )
    .argument('<group>', groupArgumentHelp)
    .option('--replace-with <group>', 'name or id of the group that its members get')
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice group remove Services --replace-with Service',
    )
    .action(async (given: string, options: GroupRemoveOptions) => {
      const { replaceWith, yes, json = false } = options;
      await withTenantServices(options, async (services) => {
        const { id, name } = await findGroup(services, given);
        const other = replaceWith === undefined ? null : await findGroup(services, replaceWith);
        const membersMoved = await services.stores.groups.countMembers(id);
        if (other && membersMoved > 0) {
          const moved = `Its ${membersMoved} members get the group ${other.name}.`;
          await confirm(terminal, yes, `Remove the group ${name}? ${moved}`);
        }
        await services.groups.remove(asOperator('change-groups'), id, other?.id ?? 0);
        printRecord(terminal, json, { id, name, membersMoved, replacedWith: other?.name ?? null });
      });
    });
}
