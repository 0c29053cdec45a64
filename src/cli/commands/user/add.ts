/** `user add`: adds a user with a password. */
import type { Command } from 'commander';
import { passwordTypeProblem } from '../../../domain/credentials/credential-type.ts';
import { requireNoProblem } from '../../../domain/names.ts';
import { createPerson, personProblem, splitFullName } from '../../../domain/persons/person.ts';
import { createProfile } from '../../../domain/users/associate.ts';
import { typeRules, userNameProblem } from '../../../domain/users/profile.ts';
import type { GivenPerson } from '../../../domain/users/users.ts';
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

interface UserAddOptions extends TenantOptions, ProfileOptions {
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

export function addUserAddCommand(user: Command, terminal: Terminal): void {
  const command = addTenantOptions(user.command('add'))
    .summary('add a user')
    .description(
      'Adds a user who can log in with a password, and for an internal or external user a ' +
        'person, unless --person-id names one. The password is asked for twice, or read from standard ' +
        'input. It cannot be given on the command line, where other users could see it. A resource has ' +
        'none.',
    )
    .argument('<name>', 'user name to log in with; upper and lower case are the same')
    .option('--email <address>', 'e-mail address; the user can log in with it, too');
  addProfileOptions(command, {
    fullName: ' (default: the user name)',
    role: ` (default: ${typeRules.internal.roleDefault}, or the one for the type)`,
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
  const { roleDefault, person: who, hasGroups } = typeRules[options.type ?? 'internal'];
  const role = options.role ?? roleDefault;
  const { roleId = 0, ...given } = await givenProfile(services, { ...options, role }, null);
  const groupId = hasGroups ? await firstGroupId(services) : 0;
  const { person = who === 'none' ? undefined : {} } = given;
  const profile = {
    ...createProfile(name, roleId, groupId, given),
    ...(person && { person }),
  };
  const licenceIds = await givenLicenceIds(services, options);
  requireTyped(name, person);
  if (await services.stores.associates.findByName(name)) {
    const problem = `There is a user named ${name} already. Choose another name.`;
    throw new CliError(exitCodes.conflict, problem);
  }
  const accepted = passwordTypeProblem(profile.type)
    ? null
    : await services.passwords.accept(
        await readPassword(terminal, { passwordStdin: options.passwordStdin, twice: true }),
      );
  const operator = asOperator('administer-users');
  const user = await services.users.add(operator, profile, accepted, undefined, licenceIds);
  printRecord(terminal, options.json ?? false, await recordOfUser(services, user));
  await noteSharedEmail(services, terminal, user.email);
}

/** The domain checks this again. It is checked here so that nobody types a password in vain. */
function requireTyped(name: string, person: GivenPerson = {}): void {
  const { id: _id, ...fields } = person;
  const whole = createPerson({ ...splitFullName(name), ...fields });
  requireNoProblem(userNameProblem(name), personProblem(whole));
}

/** 0 when there is no group to choose. */
async function firstGroupId(services: TenantServices): Promise<number> {
  const reader = asOperator('read-lists');
  const [first] = await services.groups.list(reader, { includeDeleted: false });
  return first?.id ?? 0;
}
