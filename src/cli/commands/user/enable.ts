/** `user enable`: undoes `user disable`. */
import type { Command } from 'commander';
import { addDataOption, withOffice } from '../../data-option.ts';
import { findUser } from '../../find-user.ts';
import type { Terminal } from '../../terminal.ts';

export function addUserEnableCommand(user: Command, terminal: Terminal): void {
  addDataOption(user.command('enable'))
    .summary('enable a disabled user again')
    .description(
      'Lets a disabled user log in again, with the same password. Tickets and access tokens from\n' +
        'before stay ended. Enabling twice changes nothing.',
    )
    .argument('<name>', 'user name')
    .addHelpText('after', '\nExample:\n  $ ticketoffice user enable anna')
    .action(async (name: string, options: { data: string }) => {
      await withOffice(options.data, async (office) => {
        const associate = await findUser(office, name);
        await office.stores.associates.enable(associate.id);
        terminal.note(
          associate.disabledAtMs === null
            ? `${associate.name} was enabled already. Nothing was changed.`
            : `${associate.name} is enabled and has to log in anew.`,
        );
      });
    });
}
