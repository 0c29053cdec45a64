/** `role add`: adds a role without rights. */
import { type Command, Option } from 'commander';
import { type RoleType, roleTypes } from '../../../domain/roles/role-type.ts';
import { asOperator } from '../../operator-name.ts';
import { parseRank } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfRole } from './role-record.ts';

interface RoleAddOptions extends TenantOptions {
  readonly type: RoleType;
  readonly tooltip?: string;
  readonly rank?: number;
  readonly json?: boolean;
}

export function addRoleAddCommand(role: Command, terminal: Terminal): void {
  addTenantOptions(role.command('add'))
    .summary('add a role')
    .description(
      'Adds a role, which has no rights at first: "role rights" and "role data-rights" give it some. ' +
        'Roles of the types anonymous and system cannot be added, because there is one of each.',
    )
    .argument('<name>', 'name of the role; several may have the same')
    .addOption(
      new Option('--type <type>', 'type of users who can have it')
        .choices(roleTypes)
        .default('employee'),
    )
    .option('--tooltip <text>', 'what it is for')
    .option('--rank <number>', 'its place in lists (default: after all others)', parseRank)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice role add "Sales assistant" --rank 5')
    .action(async (name: string, { json = false, ...options }: RoleAddOptions) => {
      await withTenantServices(options, async (services) => {
        const draft = await services.roles.draft(asOperator('read-roles'), options.type);
        const { tooltip = '', rank = draft.role.rank } = options;
        const operator = asOperator('change-roles');
        const input = { ...draft.role, name, tooltip, rank, dataRights: {} };
        const added = await services.roles.save(operator, input);
        printRecord(terminal, json, await recordOfRole(services, added.role));
      });
    });
}
