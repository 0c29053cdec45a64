/** `role show`: prints everything about a role. */
import type { Command } from 'commander';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, printRows, type Terminal } from '../../terminal.ts';
import {
  findRole,
  recordOfRole,
  rightNamesOf,
  roleArgumentHelp,
  rowsOfDataRights,
} from './role-record.ts';

export function addRoleShowCommand(role: Command, terminal: Terminal): void {
  addTenantOptions(role.command('show'))
    .summary('show a role with its rights')
    .description(
      'Shows a role, the code names of its functional rights, and its data rights: what its users may ' +
        'create, read, update and delete (C, R, U, D), by table and by who owns the data.',
    )
    .argument('<role>', roleArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice role show "User level 3"')
    .action(async (given: string, options: TenantOptions & { json?: boolean }) => {
      const { json = false } = options;
      await withTenantServices(options, async (services) => {
        const found = await findRole(services, given);
        const rows = await rowsOfDataRights(services, found);
        printRecord(terminal, json, {
          ...(await recordOfRole(services, found)),
          rights: await rightNamesOf(services, found),
          ...(json && { dataRights: rows }),
        });
        if (json || rows.length === 0) return;
        terminal.print('');
        printRows(terminal, json, rows);
      });
    });
}
