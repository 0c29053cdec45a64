/** `licence show`: prints a licence with the users who have it. */
import type { Command } from 'commander';
import type { TenantServices } from '../../../tenant-services.ts';
import { listUsers } from '../../find-user.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findUsage, licenceArgumentHelp, recordOfLicence } from './licence-record.ts';

export function addLicenceShowCommand(licence: Command, terminal: Terminal): void {
  addTenantOptions(licence.command('show'))
    .summary('show a licence')
    .description('Shows everything about a licence, and the users to whom it is assigned.')
    .argument('<licence>', licenceArgumentHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice licence show web')
    .action(async (given: string, options: TenantOptions & { json?: boolean }) => {
      await withTenantServices(options, async (services) => {
        const usage = await findUsage(services, given);
        printRecord(terminal, options.json ?? false, {
          ...(await recordOfLicence(services, usage)),
          users: await usersOf(services, usage.module.id),
        });
      });
    });
}

async function usersOf({ stores }: TenantServices, moduleId: number): Promise<readonly string[]> {
  const users = await listUsers(stores.associates);
  const assigned = await stores.licences.assignedTo(users.map(({ id }) => id));
  return users.filter(({ id }) => assigned.get(id)?.includes(moduleId)).map(({ name }) => name);
}
