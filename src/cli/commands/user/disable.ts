/** `user disable`: nobody gets in as this user any more. */
import type { Command } from 'commander';
import { countLiveTickets, findUser } from '../../find-user.ts';
import { addTenantOptions, type TenantOptions, withOffice } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';

export function addUserDisableCommand(user: Command, terminal: Terminal): void {
  addTenantOptions(user.command('disable'))
    .summary('disable a user and end all that the user holds')
    .description(
      'Disables a user: no login succeeds, and tickets and access tokens of the user end at once. ' +
        'To enable the user again does not bring them back. Disabling twice changes nothing.',
    )
    .argument('<name>', 'user name')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice user disable anna')
    .action(async (name: string, options: TenantOptions & { json?: boolean }) => {
      await withOffice({ ...options, mayUseReserve: true }, async (office) => {
        const associate = await findUser(office, name);
        const ticketsEnded = await countLiveTickets(office, associate);
        await office.stores.associates.disable(associate.id, office.clock.now());
        printRecord(terminal, options.json ?? false, { user: associate.name, ticketsEnded });
        terminal.note(
          associate.disabledAtMs === null
            ? `${associate.name} is disabled: tickets and access tokens have ended.`
            : `${associate.name} was disabled already. Nothing was changed.`,
        );
      });
    });
}
