/** `user set`: changes a user, except the password. */
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import {
  addProfileOptions,
  givenLicenceIds,
  givenProfile,
  type ProfileOptions,
} from './profile-options.ts';
import { noteSharedEmail, recordOfUser } from './user-record.ts';

interface UserSetOptions extends TenantOptions, ProfileOptions {
  readonly name?: string;
  readonly json?: boolean;
}

export function addUserSetCommand(user: Command, terminal: Terminal): void {
  const command = addTenantOptions(user.command('set'))
    .summary('change a user')
    .description(
      'Changes the given fields of a user. Only a new --type and a new --waiting end tickets and ' +
        'access tokens. A new role or licence applies from the next call. The last enabled user ' +
        'with the functional right admin-all cannot lose it.',
    )
    .argument('<user>', 'user name')
    .option('--name <name>', 'new user name')
    .option('--email <address>', 'e-mail address; an empty text for none');
  addProfileOptions(command, { fullName: '', role: '', group: '' })
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice user set anna --role "User level 1" --other-groups Sales,Service',
    )
    .action(async (given: string, options: UserSetOptions) => {
      await withTenantServices(options, async (services) => {
        const before = await findUser(services, given);
        const profile = {
          ...(await givenProfile(services, options, before.csUser)),
          ...(options.name !== undefined && { name: options.name }),
        };
        const licenceIds = await givenLicenceIds(services, options);
        if (Object.keys(profile).length === 0 && licenceIds === undefined) {
          const problem = 'Say what to change: "ticketoffice user set --help" shows the options.';
          throw new CliError(exitCodes.usage, problem);
        }
        const operator = asOperator('administer-users');
        const after = await services.users.change(operator, before.id, profile, licenceIds);
        printRecord(terminal, options.json ?? false, await recordOfUser(services, after));
        if (profile.person?.email !== undefined)
          await noteSharedEmail(services, terminal, after.email);
      });
    });
}
