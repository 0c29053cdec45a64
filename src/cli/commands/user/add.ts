/** `user add`: adds a user with a password. */
import type { Command } from 'commander';
import { createProfile } from '../../../domain/users/associate.ts';
import { requireProfile } from '../../../domain/users/profile.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { passwordStdinFlag, passwordStdinHelp, readPassword } from '../../password-input.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import {
  addProfileOptions,
  givenLicenceIds,
  givenProfile,
  type ProfileOptions,
} from './profile-options.ts';
import { noteSharedEmail, recordOfUser } from './user-record.ts';

/** Users of this role have full access to their own records, and no right to administer. */
const ROLE_DEFAULT = 'User level 3';

interface UserAddOptions extends TenantOptions, ProfileOptions {
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

export function addUserAddCommand(user: Command, terminal: Terminal): void {
  const command = addTenantOptions(user.command('add'))
    .summary('add a user')
    .description(
      'Adds a user who can log in with a password. It is asked for twice, or read from standard ' +
        'input; it cannot be given on the command line, where other users could see it.',
    )
    .argument('<name>', 'user name to log in with; upper and lower case are the same')
    .option('--email <address>', 'e-mail address; it can stand for the user name');
  addProfileOptions(command, {
    fullName: ' (default: the user name)',
    role: ` (default: ${ROLE_DEFAULT})`,
    group: ' (default: the first one that "group list" shows)',
  })
    .option(passwordStdinFlag, passwordStdinHelp)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice user add anna --email anna@example.com --full-name "Anna Berg"',
    )
    .action(async (name: string, options: UserAddOptions) => {
      await withTenantServices(options, (services) => addUser(services, terminal, name, options));
    });
}

async function addUser(
  services: TenantServices,
  terminal: Terminal,
  name: string,
  options: UserAddOptions,
): Promise<void> {
  const role = options.role ?? ROLE_DEFAULT;
  const { roleId = 0, ...given } = await givenProfile(services, { ...options, role }, null);
  const profile = createProfile(name, roleId, await firstGroupId(services), given);
  const licenceIds = await givenLicenceIds(services, options);
  // The domain checks this again. It is checked here so that nobody types a password in vain.
  requireProfile(profile);
  if (await services.stores.associates.findByName(name)) {
    const problem = `There is a user named ${name} already. Choose another name.`;
    throw new CliError(exitCodes.conflict, problem);
  }
  const password = await readPassword(terminal, {
    passwordStdin: options.passwordStdin,
    twice: true,
  });
  const accepted = await services.passwords.accept(password);
  const operator = asOperator('administer-users');
  const user = await services.users.add(operator, profile, accepted, undefined, licenceIds);
  printRecord(terminal, options.json ?? false, await recordOfUser(services, user));
  await noteSharedEmail(services, terminal, user.email);
}

/** 0 when there is no group to choose. */
async function firstGroupId(services: TenantServices): Promise<number> {
  const reader = asOperator('read-lists');
  const [first] = await services.groups.list(reader, { includeDeleted: false });
  return first?.id ?? 0;
}
