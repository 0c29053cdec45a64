/** `licence list`: lists all licences with their seats. */
import type { Command } from 'commander';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRows, type Terminal } from '../../terminal.ts';
import { rowOfLicence } from './licence-record.ts';

interface LicenceListOptions extends TenantOptions {
  readonly json?: boolean;
}

export function addLicenceListCommand(licence: Command, terminal: Terminal): void {
  addTenantOptions(licence.command('list'))
    .summary('list all licences')
    .description(
      'Lists all licences. Those of the kind user are assigned to users one by one: seats says how ' +
        'many can have one (nothing where there is no limit), and inUse how many have it. Those of the ' +
        'kinds site and satellite are for all users.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice licence list --json')
    .action(async ({ json = false, ...options }: LicenceListOptions) => {
      await withTenantServices(options, async ({ licences }) => {
        const reader = asOperator('read-lists');
        const owners = await licences.listOwners(reader);
        const rows = (await licences.list(reader)).map((usage) => rowOfLicence(usage, owners));
        printRows(terminal, json, rows);
      });
    });
}
