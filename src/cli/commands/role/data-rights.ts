/** `role data-rights`: changes a role's matrix of data rights. */
import type { Command } from 'commander';
import {
  type DataRightMatrix,
  requireRelation,
  requireTable,
  requireValue,
} from '../../../domain/roles/data-rights.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRows, type Terminal } from '../../terminal.ts';
import { findRole, roleArgumentHelp, rowsOfDataRights } from './role-record.ts';

export function addRoleDataRightsCommand(role: Command, terminal: Terminal): void {
  addTenantOptions(role.command('data-rights'))
    .summary('show or change the data rights of a role')
    .description(
      'Shows what users with a role may create, read, update and delete (C, R, U, D): a row for each ' +
        'table, a column for each relation of the user to the owner of the data. Cells that are given ' +
        'are changed, all or none.',
    )
    .argument('<role>', roleArgumentHelp)
    .argument('[cells...]', 'such as sale.MyOwn=CRUD; R, CR, CRU or CRUD, and nothing for none')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice role data-rights "User level 3" sale.MyOwn=CRUD sale.OtherGroups=',
    )
    .action(
      async (
        given: string,
        cells: readonly string[],
        options: TenantOptions & { json?: boolean },
      ): Promise<void> => {
        const matrix = parseCells(cells);
        await withTenantServices(options, async (services) => {
          const found = await findRole(services, given);
          if (cells.length > 0) {
            await services.roles.setDataRights(asOperator('change-roles'), found.id, matrix);
          }
          const rows = await rowsOfDataRights(services, found);
          printRows(terminal, options.json ?? false, rows);
          if (rows.length > 0) return;
          terminal.note(`A role of the type ${found.type} has no data rights: none are checked.`);
        });
      },
    );
}

/**
 * @throws CliError `usage` for bad syntax; DomainError `invalid-argument` for an unknown cell or
 * right.
 */
function parseCells(cells: readonly string[]): DataRightMatrix {
  let matrix: DataRightMatrix = {};
  for (const cell of cells) {
    const [, tableName = '', relationName = '', value = ''] =
      /^(\w+)\.(\w+)=(\w*|-)$/.exec(cell) ?? [];
    if (tableName === '') {
      const problem = 'A cell is TABLE.RELATION=RIGHTS, such as sale.MyOwn=CRUD.';
      throw new CliError(exitCodes.usage, problem);
    }
    const table = requireTable(tableName);
    const right = requireValue(value === '-' ? '' : value);
    const row = { ...matrix[table], [requireRelation(relationName)]: right };
    matrix = { ...matrix, [table]: row };
  }
  return matrix;
}
