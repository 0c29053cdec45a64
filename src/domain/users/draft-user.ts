/** Users that are not stored yet, with default values, and users of another type. */

import { credentialTypes } from '../credentials/credential-type.ts';
import type { TenantStores } from '../installation.ts';
import { isForType } from '../licences/assign-licences.ts';
import type { LicenceModule } from '../licences/licence.ts';
import { licencesAfter } from '../licences/user-plans.ts';
import type { Person } from '../persons/person.ts';
import { type Associate, type AssociateProfile, createProfile, noDetails } from './associate.ts';
import type { AssociateType } from './associate-type.ts';
import type { UserState } from './full-user.ts';
import { typeRules } from './profile.ts';
import { defaultName } from './propose-name.ts';

type Stores = Pick<TenantStores, 'associates' | 'roles' | 'groups'>;

/**
 * Returns a new user with the default role and group of its type, without licences and without a
 * password.
 *
 * @param name by default, the default name.
 * @throws DomainError like `defaultName`.
 */
export async function draftUser(
  stores: Stores,
  type: AssociateType,
  person: Person | null,
  name?: string,
): Promise<UserState> {
  const profile = createProfile(
    name ?? (await defaultName(stores, { id: 0, type, person })),
    await defaultRoleId(stores, type),
    await defaultGroupId(stores, type),
    { type, personId: person?.id ?? 0 },
  );
  return {
    associate: draftAssociate(profile),
    details: noDetails,
    times: { lastLoginAtMs: null, lastLogoutAtMs: null },
    hasPassword: false,
    licenceIds: [],
  };
}

/**
 * Returns the user with another type. What does not fit the type is replaced by its default, or
 * taken: the role, the groups, the person, licences and the password.
 */
export async function withType(
  stores: Stores,
  state: UserState,
  type: AssociateType,
  modules: readonly LicenceModule[],
): Promise<UserState> {
  const { associate, licenceIds } = state;
  const rules = typeRules[type];
  const role = await stores.roles.find(associate.roleId);
  const groupId = associate.groupId || (await defaultGroupId(stores, type));
  const unfit = modules.filter(
    ({ id, ...module }) => licenceIds.includes(id) && !isForType(module, type),
  );
  return {
    ...state,
    associate: {
      ...associate,
      type,
      roleId: role?.type === rules.roleType ? role.id : await defaultRoleId(stores, type),
      groupId: rules.hasGroups ? groupId : 0,
      secondaryGroupIds: rules.hasGroups ? associate.secondaryGroupIds : [],
      personId: rules.person === 'none' ? 0 : associate.personId,
    },
    hasPassword:
      state.hasPassword && credentialTypes.some(({ userTypes }) => userTypes.includes(type)),
    licenceIds: licencesAfter(
      modules,
      licenceIds,
      unfit.map(({ id }) => ({ moduleId: id, isAssigned: false })),
    ),
  };
}

/** Returns the built-in default role, or else the first role for the type. 0 if there is none. */
async function defaultRoleId({ roles }: Stores, type: AssociateType): Promise<number> {
  const { roleType, roleDefault } = typeRules[type];
  const fitting = (await roles.list()).filter((role) => !role.isDeleted && role.type === roleType);
  return (fitting.find(({ name }) => name === roleDefault) ?? fitting[0])?.id ?? 0;
}

/** Returns the first group by rank. 0 for types without groups. */
async function defaultGroupId({ groups }: Stores, type: AssociateType): Promise<number> {
  if (!typeRules[type].hasGroups) return 0;
  return (await groups.list()).find(({ isDeleted }) => !isDeleted)?.id ?? 0;
}

/** What a user has from its person and the server is not known before the user is stored. */
function draftAssociate(profile: AssociateProfile): Associate {
  return {
    ...profile,
    id: 0,
    fullName: profile.name,
    email: null,
    isPersonRetired: false,
    contactId: 0,
    contactOwnerId: 0,
    countryId: 0,
    homeCountryId: 0,
    businessId: 0,
    categoryId: 0,
    createdAtMs: 0,
    disabledAtMs: null,
    retiredAtMs: null,
    generation: 0,
  };
}
