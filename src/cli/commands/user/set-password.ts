/** `user set-password`: a new password, which ends everything that the old one opened. */
import type { Command } from 'commander';
import { addDataOption, withOffice } from '../../data-option.ts';
import { countLiveTickets, findUser } from '../../find-user.ts';
import { passwordStdinFlag, passwordStdinHelp, readPassword } from '../../password-input.ts';
import { printRecord, type Terminal } from '../../terminal.ts';

interface SetPasswordOptions {
  readonly data: string;
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

export function addUserSetPasswordCommand(user: Command, terminal: Terminal): void {
  addDataOption(user.command('set-password'))
    .summary('set a new password')
    .description(
      'Sets a new password and ends all tickets and access tokens of the user. The password is asked\n' +
        'for twice, or read from standard input.',
    )
    .argument('<name>', 'user name')
    .option(passwordStdinFlag, passwordStdinHelp)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice user set-password anna --password-stdin < new-password.txt',
    )
    .action(async (name: string, { data, passwordStdin, json = false }: SetPasswordOptions) => {
      await withOffice(data, async (office) => {
        const associate = await findUser(office, name);
        const password = await readPassword(terminal, { passwordStdin, twice: true });
        const passwordHash = await office.passwords.hash(password);
        const ticketsEnded = await countLiveTickets(office, associate);
        await office.stores.associates.setPasswordHash(associate.id, passwordHash);
        printRecord(terminal, json, { user: associate.name, ticketsEnded });
        terminal.note(
          `${associate.name} has a new password: tickets and access tokens have ended.`,
        );
        if (associate.disabledAtMs !== null) {
          terminal.note(`${associate.name} is still disabled, see "ticketoffice user enable".`);
        }
      });
    });
}
