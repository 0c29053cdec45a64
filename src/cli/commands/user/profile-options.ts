/** The options that `user add` and `user set` share. */
import { type Command, Option } from 'commander';
import { ID_MAX } from '../../../domain/contacts/contact.ts';
import { splitFullName } from '../../../domain/persons/person.ts';
import {
  type AssociateProfile,
  type CsUser,
  csUserStatuses,
} from '../../../domain/users/associate.ts';
import { associateTypes } from '../../../domain/users/associate-type.ts';
import type { GivenPerson, NewUser } from '../../../domain/users/users.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { findNamed, namesHelp, partsOf } from '../../find-named.ts';
import { givenFields } from '../../given-fields.ts';
import { parseRank, wholeNumberFrom } from '../../option-values.ts';

const plainFields = ['userName', 'nickName', 'tooltip', 'rank', 'type'] as const;
type PlainField = (typeof plainFields)[number];

export interface ProfileOptions extends Partial<Pick<AssociateProfile, PlainField>> {
  readonly fullName?: string;
  readonly email?: string;
  readonly role?: string;
  readonly group?: string;
  readonly otherGroups?: string;
  readonly licences?: string;
  readonly csUser?: number;
  readonly csStatus?: CsUser['status'];
  readonly csAccessLevel?: number;
  readonly personId?: number;
  readonly contactId?: number;
  readonly waiting?: boolean;
}

/** @param defaults the defaults to print in the help texts. */
export function addProfileOptions(
  command: Command,
  defaults: { readonly fullName: string; readonly role: string; readonly group: string },
): Command {
  const id = wholeNumberFrom(0, ID_MAX);
  command
    .option('--full-name <name>', `name of the person${defaults.fullName}`)
    .option('--user-name <name>', 'second name to log in with; an empty text for none')
    .option('--nick-name <name>', 'name in Customer Service; an empty text for none')
    .option('--tooltip <text>', 'description')
    .option('--rank <number>', 'position in lists', parseRank)
    .addOption(new Option('--type <type>', 'kind of user').choices(associateTypes))
    .option('--role <role>', `name or id of the role${defaults.role}`)
    .option('--group <group>', `name or id of the primary group${defaults.group}`)
    .option('--other-groups <groups>', `other groups: ${namesHelp}; an empty text for none`)
    .option('--licences <licences>', `licences of the kind user: ${namesHelp}; "" for none`)
    .option('--cs-user <id>', 'id of the user in Customer Service; 0 for none', id)
    .addOption(
      new Option('--cs-status <status>', 'status in Customer Service').choices(csUserStatuses),
    )
    .option('--cs-access-level <number>', 'access level in Customer Service', id)
    .option('--person-id <id>', 'id of the person; one that does not exist is added', id)
    .option('--contact-id <id>', 'id of the contact that the person belongs to; 0 for none', id)
    .option('--waiting', 'somebody must approve the user before the first login')
    .option('--no-waiting', 'the user is approved');
  return command;
}

/**
 * The fields that the options give. @throws CliError `notFound`, `conflict` as `findNamed` does.
 */
export async function givenProfile(
  services: TenantServices,
  options: ProfileOptions,
  csUser: CsUser | null,
): Promise<Partial<NewUser>> {
  const { role, group, otherGroups, waiting } = options;
  const roles = await services.stores.roles.list();
  const groups = await services.stores.groups.list();
  const groupId = (given: string) => findNamed(services, 'group', groups, given).id;
  const person = givenPerson(options);
  return {
    ...givenFields<AssociateProfile, PlainField>(options, plainFields),
    ...(waiting !== undefined && { isWaitingForApproval: waiting }),
    ...(role !== undefined && { roleId: findNamed(services, 'role', roles, role).id }),
    ...(group !== undefined && { groupId: groupId(group) }),
    ...(otherGroups !== undefined && {
      secondaryGroupIds: inOrder(partsOf(otherGroups).map(groupId)),
    }),
    ...givenCsUser(options, csUser),
    ...(options.personId === 0 && { personId: 0 }),
    ...(Object.keys(person).length > 0 && { person }),
  };
}

/** Undefined when the option is not given. */
export async function givenLicenceIds(
  services: TenantServices,
  { licences }: ProfileOptions,
): Promise<readonly number[] | undefined> {
  if (licences === undefined) return undefined;
  const modules = await services.stores.licences.listModules();
  return inOrder(
    partsOf(licences).map((given) => findNamed(services, 'licence', modules, given).id),
  );
}

/** The fields of the user's person that the options give. */
function givenPerson({ fullName, email, personId, contactId }: ProfileOptions): GivenPerson {
  return {
    ...(fullName !== undefined && splitFullName(fullName)),
    ...(email !== undefined && { email: email === '' ? null : email }),
    ...(personId !== undefined && personId !== 0 && { id: personId }),
    ...(contactId !== undefined && { contactId }),
  };
}

function givenCsUser(
  { csUser: id, csStatus: status, csAccessLevel: accessLevel }: ProfileOptions,
  before: CsUser | null,
): Partial<AssociateProfile> {
  if (id === undefined && status === undefined && accessLevel === undefined) return {};
  if (id === 0) return { csUser: null };
  const csId = id ?? before?.id;
  if (csId === undefined) {
    const problem = 'The user is not in Customer Service. Give --cs-user too.';
    throw new CliError(exitCodes.usage, problem);
  }
  const { accessLevel: levelBefore = 0, status: statusBefore = 'normal' } = before ?? {};
  const csUser = {
    id: csId,
    accessLevel: accessLevel ?? levelBefore,
    status: status ?? statusBefore,
  };
  return { csUser };
}

function inOrder(ids: readonly number[]): readonly number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}
