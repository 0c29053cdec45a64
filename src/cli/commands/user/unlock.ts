/** `user unlock`: clears the failed logins of a user. */
import type { Command } from 'commander';
import { findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { lockRecordOfUser } from './lock-record.ts';

export function addUserUnlockCommand(user: Command, terminal: Terminal): void {
  addTenantOptions(user.command('unlock'))
    .summary('remove the locks after failed logins')
    .description(
      'Clears all failed logins of a user, from all addresses, and ends the locks. The lock of ' +
        'an address that failed with many names ends by itself within five minutes.',
    )
    .argument('<name>', 'user name')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice user unlock anna')
    .action(async (name: string, options: TenantOptions & { json?: boolean }) => {
      await withTenantServices(options, async (services) => {
        const associate = await findUser(services, name);
        const before = await lockRecordOfUser(services, associate);
        await services.users.unlock(asOperator('administer-users'), associate.id);
        printRecord(terminal, options.json ?? false, { user: associate.name, ...before });
        const wasLocked = before.lockedUntil !== null || before.lockedFrom.length > 0;
        terminal.note(
          wasLocked
            ? `${associate.name} is not locked any more. The locks shown have ended.`
            : `${associate.name} was not locked. Failed logins are forgotten.`,
        );
      });
    });
}
