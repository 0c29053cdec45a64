/** `user show`: prints everything about a user. */
import type { Command } from 'commander';
import { countLiveTickets, findUser } from '../../find-user.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { detailsRecordOfUser } from './details-record.ts';
import { lockRecordOfUser } from './lock-record.ts';
import { recordOfUser, restOfUser } from './user-record.ts';

export function addUserShowCommand(user: Command, terminal: Terminal): void {
  addTenantOptions(user.command('show'))
    .summary('show a user')
    .description(
      'Shows what is known of a user and the person behind the user, when the user last logged in, how ' +
        'many tickets the user can log in with, and which locks keep the user from logging in by ' +
        'password.',
    )
    .argument('<name>', 'user name')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice user show anna')
    .action(async (name: string, options: TenantOptions & { json?: boolean }) => {
      await withTenantServices(options, async (services) => {
        const associate = await findUser(services, name);
        printRecord(terminal, options.json ?? false, {
          ...(await recordOfUser(services, associate)),
          ...restOfUser(associate),
          ...(await detailsRecordOfUser(services, associate)),
          tickets: await countLiveTickets(services, associate.id),
          ...(await lockRecordOfUser(services, associate)),
        });
      });
    });
}
