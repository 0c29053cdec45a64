/** `licence assign` and `licence withdraw`: give licences to users and take them away. */
import type { Command } from 'commander';
import type { TenantServices } from '../../../tenant-services.ts';
import { findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { findLicence, findUsage, licenceArgumentHelp, recordOfLicence } from './licence-record.ts';

type Change = (
  services: TenantServices,
  licenceId: number,
  userIds: readonly number[],
) => Promise<void>;

export function addLicenceAssignCommands(licence: Command, terminal: Terminal): void {
  const assign = addTenantOptions(licence.command('assign'))
    .summary('assign a licence to users')
    .description(
      'Assigns a licence of the kind user to users: to all of them, or to none where a seat is ' +
        'missing or one of them cannot have it.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice licence assign web anna bjarne');
  const withdraw = addTenantOptions(licence.command('withdraw'))
    .summary('take a licence from users')
    .description(
      'Takes a licence from users, who need not have it: from all of them, or from none.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice licence withdraw web anna');
  addAction(assign, terminal, ({ licences }, id, users) =>
    licences.assignTo(asOperator('administer-users'), id, users),
  );
  addAction(withdraw, terminal, ({ licences }, id, users) =>
    licences.withdrawFrom(asOperator('administer-users'), id, users),
  );
}

function addAction(command: Command, terminal: Terminal, change: Change): void {
  command
    .argument('<licence>', licenceArgumentHelp)
    .argument('<users...>', 'user names')
    .option('--json', 'print JSON')
    .action(
      async (
        given: string,
        names: readonly string[],
        options: TenantOptions & { json?: boolean },
      ): Promise<void> => {
        await withTenantServices(options, async (services) => {
          const { id } = await findLicence(services, given);
          const userIds: number[] = [];
          for (const name of names) userIds.push((await findUser(services, name)).id);
          await change(services, id, userIds);
          const record = await recordOfLicence(services, await findUsage(services, given));
          printRecord(terminal, options.json ?? false, record);
        });
      },
    );
}
