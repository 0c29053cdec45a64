/** `user add`: a new user with a password. */
import type { Command } from 'commander';
import { createProfile, type Role } from '../../../domain/associate.ts';
import type { Office } from '../../../office.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { wholeNumberFrom } from '../../option-values.ts';
import { passwordStdinFlag, passwordStdinHelp, readPassword } from '../../password-input.ts';
import { addTenantOptions, type TenantOptions, withOffice } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { requireValidProfile } from './profile-input.ts';
import { recordOfUser } from './user-record.ts';

const ROLE_DEFAULT = 'Employee';
const CS_USER_MAX = 2 ** 31 - 1;

interface UserAddOptions extends TenantOptions {
  readonly email?: string;
  readonly fullName?: string;
  readonly role: string;
  readonly csUser?: number;
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

export function addUserAddCommand(user: Command, terminal: Terminal): void {
  addTenantOptions(user.command('add'))
    .summary('add a user')
    .description(
      'Adds a user who can log in with a password. It is asked for twice, or read from standard ' +
        'input; it cannot stand on the command line, where others could see it.',
    )
    .argument('<name>', 'user name to log in with; upper and lower case are the same')
    .option('--email <address>', 'e-mail address; it can stand for the user name')
    .option('--full-name <name>', 'name of the person (default: the user name)')
    .option('--role <name>', 'name of a role', ROLE_DEFAULT)
    .option(
      '--cs-user <id>',
      'id of the user in Customer Service; needed for CS sessions',
      wholeNumberFrom(1, CS_USER_MAX),
    )
    .option(passwordStdinFlag, passwordStdinHelp)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice user add anna --email anna@example.com --full-name "Anna Berg"',
    )
    .action(async (name: string, options: UserAddOptions) => {
      requireValidProfile({ name, fullName: options.fullName, email: options.email });
      await withOffice(options, (office) => addUser(office, terminal, name, options));
    });
}

async function addUser(
  office: Office,
  terminal: Terminal,
  name: string,
  options: UserAddOptions,
): Promise<void> {
  const { associates } = office.stores;
  const role = await findRole(office, options.role);
  const groupId = await firstGroupId(office);
  // The store checks it again; this is so that nobody types a password in vain.
  if (await associates.findByName(name)) {
    const problem = `There is a user named ${name} already. Choose another name.`;
    throw new CliError(exitCodes.conflict, problem);
  }
  const password = await readPassword(terminal, {
    passwordStdin: options.passwordStdin,
    twice: true,
  });
  const passwordHash = await office.passwords.hash(password);
  const email = options.email ?? null;
  const profile = createProfile(name, role.id, groupId, {
    fullName: options.fullName ?? name,
    email,
    csUser:
      options.csUser === undefined
        ? null
        : { id: options.csUser, accessLevel: 0, status: 'normal' },
  });
  const associate = await associates.add(profile, passwordHash, office.clock.now());
  printRecord(terminal, options.json ?? false, await recordOfUser(office, associate));
  if (email !== null && (await associates.findByEmail(email)) === null) {
    terminal.note(
      'Others have this e-mail address too: none can log in with it, only with a name.',
    );
  }
}

/** @throws CliError `notFound` naming the roles that there are. */
async function findRole({ stores }: Office, name: string): Promise<Role> {
  const role = await stores.directory.findRoleByName(name);
  if (role) return role;
  const names = (await stores.directory.listRoles()).map((known) => known.name);
  throw new CliError(
    exitCodes.notFound,
    `There is no role named ${name}. The roles are: ${names.join(', ')}.`,
  );
}

async function firstGroupId({ stores }: Office): Promise<number> {
  const [group] = await stores.directory.listGroups();
  if (group) return group.id;
  throw new CliError(exitCodes.conflict, 'There is no group to put the user in.');
}
