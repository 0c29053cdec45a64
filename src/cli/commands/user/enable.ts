/** `user enable`: undoes `user disable`. */
import type { Command } from 'commander';
import { findUser } from '../../find-user.ts';
import { addTenantOptions, type TenantOptions, withOffice } from '../../tenant-option.ts';
import type { Terminal } from '../../terminal.ts';

export function addUserEnableCommand(user: Command, terminal: Terminal): void {
  addTenantOptions(user.command('enable'))
    .summary('enable a disabled user again')
    .description(
      'Lets a disabled user log in again, with the same password. Tickets and access tokens from ' +
        'before stay ended. Enabling twice changes nothing.',
    )
    .argument('<name>', 'user name')
    .addHelpText('after', '\nExample:\n  $ ticketoffice user enable anna')
    .action(async (name: string, options: TenantOptions) => {
      await withOffice(options, async (office) => {
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
