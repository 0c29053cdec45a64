/** A user with all records that it refers to, as clients read, change and save it. */
import type { Contact } from '../contacts/contact.ts';
import type { UserGroup } from '../groups/user-group.ts';
import type { TenantStores } from '../installation.ts';
import {
  hasFreeSeat,
  isForType,
  type LicenceFacts,
  readLicenceFacts,
} from '../licences/assign-licences.ts';
import type { LicenceModule, LicenceOwner } from '../licences/licence.ts';
import type { Person } from '../persons/person.ts';
import type { Role } from '../roles/role.ts';
import { type Associate, type AssociateState, noState } from './associate.ts';

/** What is stored of a user in its own records. */
export interface UserState extends AssociateState {
  /** With the id 0 if the user is not stored. */
  readonly associate: Associate;
  /** Ids of licensed modules. */
  readonly licenceIds: readonly number[];
}

/** A licensed module, and what it is to one user. */
export interface UserLicence {
  readonly module: LicenceModule;
  /** The number of users who have it. */
  readonly inUse: number;
  readonly isAssigned: boolean;
  /** Whether the user has it, or an administrator could assign it without a plan. */
  readonly canAssign: boolean;
}

export interface OwnedLicences {
  readonly owner: LicenceOwner;
  readonly licences: readonly UserLicence[];
}

export interface FullUser extends Omit<UserState, 'licenceIds'> {
  /** Null if the role does not exist. */
  readonly role: Role | null;
  readonly group: UserGroup | null;
  readonly secondaryGroups: readonly UserGroup[];
  readonly person: Person | null;
  readonly contact: Contact | null;
  /** All licences of the kind `user`, by owner. */
  readonly licences: readonly OwnedLicences[];
}

/** Reads the own records of users, by a constant number of statements. */
export async function readUserStates(
  { associates, licences }: Pick<TenantStores, 'associates' | 'licences'>,
  users: readonly Associate[],
): Promise<readonly UserState[]> {
  const ids = users.map(({ id }) => id);
  const stored = await associates.states(ids);
  const assigned = await licences.assignedTo(ids);
  return users.map((associate) => ({
    associate,
    ...(stored.get(associate.id) ?? noState),
    licenceIds: assigned.get(associate.id) ?? [],
  }));
}

/**
 * Adds the records that users refer to, by a constant number of statements.
 *
 * @param known the facts of licences. By default, they are read.
 */
async function describeUsers(
  stores: TenantStores,
  states: readonly UserState[],
  known: LicenceFacts | null = null,
): Promise<readonly FullUser[]> {
  if (states.length === 0) return [];
  const roles = byId(await stores.roles.list());
  const groups = byId(await stores.groups.list());
  const personIds = states.map(({ associate }) => associate.personId).filter((id) => id !== 0);
  const persons = byId(await stores.persons.findAll([...new Set(personIds)]));
  const contactIds = [...persons.values()].map(({ contactId }) => contactId);
  const contacts = byId(await stores.contacts.findAll([...new Set(contactIds)]));
  const owners = await stores.licences.listOwners();
  const facts = known ?? (await readLicenceFacts(stores));
  return states.map(({ licenceIds, ...state }) => {
    const { roleId, groupId, secondaryGroupIds, personId } = state.associate;
    const person = persons.get(personId) ?? null;
    return {
      ...state,
      role: roles.get(roleId) ?? null,
      group: groups.get(groupId) ?? null,
      secondaryGroups: secondaryGroupIds.flatMap((id) => groups.get(id) ?? []),
      person,
      contact: contacts.get(person?.contactId ?? 0) ?? null,
      licences: licencesOf(owners, facts, state.associate, licenceIds),
    };
  });
}

/** Like `describeUsers`, for one user. */
export async function describeUser(
  stores: TenantStores,
  state: UserState,
  facts: LicenceFacts | null = null,
): Promise<FullUser> {
  const [user] = await describeUsers(stores, [state], facts);
  if (!user) throw new Error('A user was not described.');
  return user;
}

/** Reads users with everything, by a constant number of statements. */
export async function readFullUsers(
  stores: TenantStores,
  users: readonly Associate[],
): Promise<readonly FullUser[]> {
  return describeUsers(stores, await readUserStates(stores, users));
}

function licencesOf(
  owners: readonly LicenceOwner[],
  { modules, inUse }: LicenceFacts,
  user: Associate,
  assignedIds: readonly number[],
): readonly OwnedLicences[] {
  const licenceOf = (module: LicenceModule): UserLicence => {
    const users = inUse.get(module.id) ?? 0;
    const isAssigned = assignedIds.includes(module.id);
    const canGet =
      !module.isHidden &&
      user.retiredAtMs === null &&
      isForType(module, user.type) &&
      hasFreeSeat(module, users);
    return { module, inUse: users, isAssigned, canAssign: isAssigned || canGet };
  };
  return owners.map((owner) => {
    const owned = modules.filter(({ ownerId, kind }) => ownerId === owner.id && kind === 'user');
    return { owner, licences: owned.map(licenceOf) };
  });
}

function byId<R extends { readonly id: number }>(records: readonly R[]): ReadonlyMap<number, R> {
  return new Map(records.map((record) => [record.id, record]));
}
