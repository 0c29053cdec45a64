/** `role rights`: changes the functional rights of a role. */
import { type Command, Option } from 'commander';
import type { FunctionalRight } from '../../../domain/roles/functional-right.ts';
import type { Role } from '../../../domain/roles/role.ts';
import { userNameProblem } from '../../../domain/users/profile.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { partsOf } from '../../find-named.ts';
import { tenantFlag } from '../../find-tenant.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRows, type Terminal } from '../../terminal.ts';
import { findRole, rightNamesOf, roleArgumentHelp } from './role-record.ts';

interface RoleRightsOptions extends TenantOptions {
  readonly add?: string;
  readonly remove?: string;
  readonly set?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

export function addRoleRightsCommand(role: Command, terminal: Terminal): void {
  addTenantOptions(role.command('rights'))
    .summary('show or change the functional rights of a role')
    .description(
      'Shows the functional rights of a role: what its users may do beside the data that they see. ' +
        'Changes count for every session from the next call. A right whose licence is missing does ' +
        'not count. The last enabled user who has the right admin-all keeps it.',
    )
    .argument('<role>', roleArgumentHelp)
    .option('--add <rights>', 'code names with commas between, such as admin-users')
    .option('--remove <rights>', 'code names with commas between')
    .addOption(
      new Option('--set <rights>', 'these and no others; an empty text for none').conflicts([
        'add',
        'remove',
      ]),
    )
    .option('--all', 'show all that roles of the type can have, and which of them it has')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice role rights "User level 1" --add admin-users,admin-lists',
    )
    .action(async (given: string, options: RoleRightsOptions) => {
      await withTenantServices(options, async (services) => {
        const found = await findRole(services, given);
        await changeRights(services, found, options);
        await printRights(services, terminal, found, options);
      });
    });
}

async function changeRights(
  services: TenantServices,
  role: Role,
  { add, remove, set }: RoleRightsOptions,
): Promise<void> {
  if (add === undefined && remove === undefined && set === undefined) return;
  const catalogue = await services.stores.roles.listRights();
  const idsOf = (names: string) =>
    partsOf(names).map((name) => findRight(services, catalogue, name).id);
  const had = (await services.stores.roles.rightIds([role.id])).get(role.id) ?? [];
  const taken = idsOf(remove ?? '');
  const kept = had.filter((id) => !taken.includes(id));
  const wanted = set === undefined ? [...kept, ...idsOf(add ?? '')] : idsOf(set);
  await services.roles.setRights(asOperator('change-roles'), role.id, wanted);
}

function findRight(
  services: TenantServices,
  catalogue: readonly FunctionalRight[],
  given: string,
): FunctionalRight {
  const found = catalogue.find(({ name }) => name.toLowerCase() === given.toLowerCase());
  if (found) return found;
  const command = `ticketoffice role rights ROLE --all${tenantFlag(services)}`;
  // Text that is not a valid name is not repeated: it may be a ticket in the wrong place.
  const named = userNameProblem(given) === null ? `functional right "${given}"` : 'such right';
  const problem = `There is no ${named}.`;
  throw new CliError(exitCodes.notFound, `${problem} See which there are with "${command}".`);
}

async function printRights(
  services: TenantServices,
  terminal: Terminal,
  role: Role,
  { all = false, json = false }: RoleRightsOptions,
): Promise<void> {
  const granted = new Set(await rightNamesOf(services, role));
  const catalogue = await services.roles.listRights(asOperator('read-lists'), role.type);
  const shown = all ? catalogue : catalogue.filter(({ name }) => granted.has(name));
  const rows = shown.map(({ id, name, label, requiredModule }) => ({
    id,
    right: name,
    ...(all && { granted: granted.has(name) }),
    label,
    licence: requiredModule,
  }));
  printRows(terminal, json, rows);
  if (rows.length === 0) terminal.note(`The role ${role.name} has no functional rights.`);
}
