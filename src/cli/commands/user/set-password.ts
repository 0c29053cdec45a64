/** `user set-password`: sets a new password and ends the user's sessions. */
import { type Command, Option } from 'commander';
import type { Associate } from '../../../domain/users/associate.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { tenantFlag } from '../../find-tenant.ts';
import { countLiveTickets, findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { passwordStdinFlag, passwordStdinHelp, readPassword } from '../../password-input.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';

interface SetPasswordOptions extends TenantOptions {
  readonly passwordStdin?: boolean;
  readonly generate?: boolean;
  readonly json?: boolean;
}

export function addUserSetPasswordCommand(user: Command, terminal: Terminal): void {
  addTenantOptions(user.command('set-password'))
    .summary('set a new password')
    .description(
      'Sets a new password and ends all tickets and access tokens of the user, and locks for failed ' +
        'logins. The password is asked for twice, read from standard input, or generated and printed, ' +
        'once.',
    )
    .argument('<name>', 'user name')
    .option(passwordStdinFlag, passwordStdinHelp)
    .addOption(
      new Option('--generate', 'generate the password and print it').conflicts('passwordStdin'),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice user set-password anna --password-stdin < new-password.txt',
    )
    .action(async (name: string, options: SetPasswordOptions) => {
      const { passwordStdin, generate = false, json = false } = options;
      await withTenantServices(options, async (services) => {
        const associate = await findUser(services, name);
        const typed = generate
          ? null
          : await readPassword(terminal, { passwordStdin, twice: true });
        const ticketsEnded = await countLiveTickets(services, associate.id);
        const password = await setPassword(services, associate, typed);
        printRecord(terminal, json, { user: associate.name, ...password, ticketsEnded });
        terminal.note(
          `${associate.name} has a new password: tickets and access tokens have ended.`,
        );
        if (associate.disabledAtMs !== null) {
          const command = `ticketoffice user enable NAME${tenantFlag(services)}`;
          terminal.note(`${associate.name} is still disabled, see "${command}".`);
        }
      });
    });
}

/** @param typed null for a generated password, which is returned. */
async function setPassword(
  { passwords }: TenantServices,
  user: Associate,
  typed: string | null,
): Promise<{ readonly password?: string }> {
  const operator = asOperator('change-passwords');
  if (typed === null) return { password: await passwords.setGenerated(operator, user) };
  await passwords.set(operator, user, typed);
  return {};
}
