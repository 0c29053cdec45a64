/** `group show`: prints a user group with its members. */
import type { Command } from 'commander';
import { listUsers } from '../../find-user.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findGroup, groupArgumentHelp, recordOfGroup } from './group-record.ts';

export function addGroupShowCommand(group: Command, terminal: Terminal): void {
  addTenantOptions(group.command('show'))
    .summary('show a user group with its members')
    .description(
      'Shows a user group: who has it as the primary group, and who has it as another group.',
    )
    .argument('<group>', groupArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice group show Sales')
    .action(async (given: string, options: TenantOptions & { json?: boolean }) => {
      await withTenantServices(options, async (services) => {
        const found = await findGroup(services, given);
        const users = await listUsers(services.stores.associates);
        const primary = users.filter(({ groupId }) => groupId === found.id);
        const others = users.filter((user) => user.secondaryGroupIds.includes(found.id));
        printRecord(terminal, options.json ?? false, {
          ...(await recordOfGroup(services, found)),
          primaryOf: primary.map(({ name }) => name),
          otherOf: others.map(({ name }) => name),
        });
      });
    });
}
