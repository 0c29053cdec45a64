/** `role set`: changes the name, tooltip or rank of a role. */
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { parseRank } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findRole, recordOfRole, roleArgumentHelp } from './role-record.ts';

interface RoleSetOptions extends TenantOptions {
  readonly name?: string;
  readonly tooltip?: string;
  readonly rank?: number;
  readonly restore?: boolean;
  readonly json?: boolean;
}

export function addRoleSetCommand(role: Command, terminal: Terminal): void {
  addTenantOptions(role.command('set'))
    .summary('change a role')
    .description(
      'Changes what is given of a role, and leaves the rest. Its type never changes. With --restore a ' +
        'deleted role can be given to users again.',
    )
    .argument('<role>', roleArgumentHelp)
    .option('--name <name>', 'new name')
    .option('--tooltip <text>', 'what it is for')
    .option('--rank <number>', 'its place in lists', parseRank)
    .option('--restore', 'restore a deleted role')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice role set "User level 3" --name Employee')
    .action(async (given: string, options: RoleSetOptions) => {
      const { name, tooltip, rank, restore = false, json = false } = options;
      if (name === undefined && tooltip === undefined && rank === undefined && !restore) {
        const problem = 'Give --name, --tooltip, --rank or --restore.';
        throw new CliError(exitCodes.usage, problem);
      }
      await withTenantServices(options, async (services) => {
        const before = await findRole(services, given);
        const { role: after } = await services.roles.save(asOperator('change-roles'), {
          ...before,
          name: name ?? before.name,
          tooltip: tooltip ?? before.tooltip,
          rank: rank ?? before.rank,
          isDeleted: before.isDeleted && !restore,
          dataRights: {},
        });
        printRecord(terminal, json, await recordOfRole(services, after));
      });
    });
}
