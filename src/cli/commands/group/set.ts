/** `group set`: changes the name, tooltip or rank of a group. */
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { parseRank } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findGroup, groupArgumentHelp, recordOfGroup } from './group-record.ts';

interface GroupSetOptions extends TenantOptions {
  readonly name?: string;
  readonly tooltip?: string;
  readonly rank?: number;
  readonly restore?: boolean;
  readonly json?: boolean;
}

export function addGroupSetCommand(group: Command, terminal: Terminal): void {
  addTenantOptions(group.command('set'))
    .summary('change a user group')
    .description(
      'Changes what is given of a user group, and leaves the rest. With --restore a deleted group can ' +
        'be chosen again.',
    )
    .argument('<group>', groupArgumentHelp)
    .option('--name <name>', 'new name')
    .option('--tooltip <text>', 'what it is for')
    .option('--rank <number>', 'its place in lists', parseRank)
    .option('--restore', 'restore a deleted group')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice group set Sales --name "Sales Nordic"')
    .action(async (given: string, options: GroupSetOptions) => {
      const { name, tooltip, rank, restore = false, json = false } = options;
      if (name === undefined && tooltip === undefined && rank === undefined && !restore) {
        const problem = 'Give --name, --tooltip, --rank or --restore.';
        throw new CliError(exitCodes.usage, problem);
      }
      await withTenantServices(options, async (services) => {
        const before = await findGroup(services, given);
        const after = await services.groups.save(asOperator('change-groups'), {
          id: before.id,
          name: name ?? before.name,
          tooltip: tooltip ?? before.tooltip,
          rank: rank ?? before.rank,
          isDeleted: before.isDeleted && !restore,
        });
        printRecord(terminal, json, await recordOfGroup(services, after));
      });
    });
}
