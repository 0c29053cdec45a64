/** `group add`: adds a user group. */
import type { Command } from 'commander';
import { asOperator } from '../../operator-name.ts';
import { parseRank } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfGroup } from './group-record.ts';

interface GroupAddOptions extends TenantOptions {
  readonly tooltip?: string;
  readonly rank?: number;
  readonly json?: boolean;
}

export function addGroupAddCommand(group: Command, terminal: Terminal): void {
  addTenantOptions(group.command('add'))
    .summary('add a user group')
    .description('Adds a user group without members: "user set" puts users in it.')
    .argument('<name>', 'name of the group, which no other has; upper and lower case are the same')
    .option('--tooltip <text>', 'what it is for')
    .option('--rank <number>', 'its place in lists (default: after all others)', parseRank)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice group add "Sales Nordic"')
    .action(async (name: string, { json = false, ...options }: GroupAddOptions) => {
      await withTenantServices(options, async (services) => {
        const operator = asOperator('change-groups');
        const draft = await services.groups.draft(operator);
        const { tooltip = '', rank = draft.rank } = options;
        const added = await services.groups.save(operator, { ...draft, name, tooltip, rank });
        printRecord(terminal, json, await recordOfGroup(services, added));
      });
    });
}
