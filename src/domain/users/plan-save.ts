/** Prepares the saving of a user: who may, what the user would be, and what is wrong with it. */
import type { Actor } from '../actor.ts';
import { credentialTypes, passwordTypeProblem } from '../credentials/credential-type.ts';
import { DomainError, type FieldProblems } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import {
  type LicenceFacts,
  licenceProblem,
  readLicenceFacts,
} from '../licences/assign-licences.ts';
import type { LicenceModule } from '../licences/licence.ts';
import { foldName } from '../names.ts';
import { OWN_NEEDS_OLD, policyInForce } from '../passwords/new-password.ts';
import { passwordProblem } from '../passwords/password-policy.ts';
import {
  administersAll,
  administersExternal,
  givenLicenceProblem,
  isOneself,
  refusal,
  requireManaged,
  type UserReference,
} from './administered.ts';
import type { AssociateType } from './associate-type.ts';
import { draftUser } from './draft-user.ts';
import { readUserStates, type UserState } from './full-user.ts';
import { type GivenUser, stateAfter } from './given-user.ts';
import { detailsProblems } from './user-details.ts';

export interface PlannedSave {
  /** Null for a new user. */
  readonly before: UserState | null;
  readonly after: UserState;
  /** The facts of licences before the save. */
  readonly facts: LicenceFacts;
  readonly retires: boolean;
  readonly reinstates: boolean;
  /** The new password. Null to remove it, and undefined to keep it. */
  readonly password: string | null | undefined;
  /** Problems of the type, the licences, the credentials and the details. */
  readonly problems: FieldProblems;
  /** Why there is no free seat for a licence. Null if there are enough. */
  readonly seatProblem: DomainError | null;
}

/**
 * @param whom the user to change. By default, the one with the given id.
 * @throws DomainError `not-permitted`; `not-found` for the user; `conflict` if there is no default
 * name; `invalid-argument` if `whom` is another user than the given id.
 */
export async function planSave(
  stores: TenantStores,
  actor: Actor,
  given: GivenUser,
  whom: UserReference | null = given.id === 0 ? null : { id: given.id },
): Promise<PlannedSave> {
  const before = whom && (await stateOf(stores, actor, whom));
  if (before && given.id !== 0 && given.id !== before.associate.id) {
    const { id, name } = before.associate;
    const message = `The user ${name} has the id ${id}, and not ${given.id}. Send that id, or 0.`;
    throw new DomainError('invalid-argument', message);
  }
  await requireAdministered(stores, actor, { ...before?.associate, ...given.profile });
  const facts = await readLicenceFacts(stores);
  const after = stateAfter(before ?? (await draftFor(stores, given)), given, facts.modules);
  const had = before?.licenceIds ?? [];
  const isRetired = (before?.associate.retiredAtMs ?? null) !== null;
  const retires = given.isRetired === true && !isRetired;
  const retiredAtMs = given.isRetired === false ? null : after.associate.retiredAtMs;
  const user = { ...after.associate, retiredAtMs };
  // A user who is being retired gets no new licence. Retiring then removes all licences.
  const licenceIds = retires ? had : after.licenceIds;
  const unfit = licenceProblem(facts, user, had, licenceIds);
  const seatProblem = unfit?.code === 'no-licence' ? unfit : null;
  const added = facts.modules.filter(({ id }) => licenceIds.includes(id) && !had.includes(id));
  const links =
    linksProblem(facts.modules, given, had, licenceIds) ?? givenLicenceProblem(actor, added);
  const problems: readonly (readonly [string, string | null])[] = [
    ['Type', typeProblem(user.type, before)],
    ['LicenseOwners', links ?? (seatProblem ? null : (unfit?.message ?? null))],
    ['Credentials', await credentialsProblem(stores, actor, after, given)],
  ];
  return {
    before,
    after: { ...after, licenceIds },
    facts,
    retires,
    reinstates: given.isRetired === false && isRetired,
    password: passwordAfter(after, given),
    problems: new Map([
      ...problems.flatMap(([field, it]) => (it === null ? [] : [[field, it] as const])),
      ...detailsProblems(after.details),
    ]),
    seatProblem,
  };
}

function typeProblem(type: AssociateType, before: UserState | null): string | null {
  if (type !== 'unknown' || before?.associate.type === type) return null;
  return 'A user needs a type. Choose one of the others.';
}

async function stateOf(
  stores: TenantStores,
  actor: Actor,
  whom: UserReference,
): Promise<UserState> {
  const user = await requireManaged(stores.associates, actor, whom);
  const [state] = await readUserStates(stores, [user]);
  if (!state) throw refusal(actor, null);
  return state;
}

async function draftFor(stores: TenantStores, { profile }: GivenUser): Promise<UserState> {
  const { type = 'internal', personId = 0, name } = profile;
  const [person = null] = await stores.persons.findAll(personId === 0 ? [] : [personId]);
  return draftUser(stores, type, person, name);
}

/** Somebody who administers external users only must not save a user of another type. */
async function requireAdministered(
  { persons }: TenantStores,
  actor: Actor,
  { type, personId = 0 }: GivenUser['profile'],
): Promise<void> {
  if (administersAll(actor)) return;
  const [person] = personId === 0 ? [] : await persons.findAll([personId]);
  if (type !== 'external' || !administersExternal(actor, person?.contactId ?? 0)) {
    throw refusal(actor, null);
  }
}

function linksProblem(
  modules: readonly LicenceModule[],
  { licences = [] }: GivenUser,
  had: readonly number[],
  has: readonly number[],
): string | null {
  const ids = licences.map(({ moduleId }) => moduleId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `The licence ${twice} is given twice.`;
  const unknown = ids.find((id) => !modules.some((module) => module.id === id));
  if (unknown !== undefined) {
    return `There is no licence ${unknown}. List licences to see which there are.`;
  }
  const given = licences.filter(({ isAssigned }) => isAssigned).map(({ moduleId }) => moduleId);
  const byHand = modules.find(
    ({ id, isHidden }) => isHidden && given.includes(id) && !had.includes(id) && !has.includes(id),
  );
  if (!byHand) return null;
  return `The licence ${byHand.name} is hidden, and only a user plan assigns it. Assign a plan.`;
}

async function credentialsProblem(
  { passwordPolicies }: TenantStores,
  actor: Actor,
  { associate: { id, type } }: UserState,
  { credentials = [] }: GivenUser,
): Promise<string | null> {
  const keys = credentials.map(({ typeKey }) => foldName(typeKey));
  const known = credentialTypes.map(({ key }) => foldName(key));
  if (keys.some((key) => !known.includes(key))) {
    return `There is no such type of credentials. This server supports ${credentialTypes.map(({ key }) => key).join(', ')}.`;
  }
  if (new Set(keys).size !== keys.length) return 'A type of credentials is given twice.';
  const unfit = keys.length === 0 ? null : passwordTypeProblem(type);
  if (unfit !== null) return unfit;
  const password = credentials[0]?.value ?? '';
  if (password === '') return null;
  if (id !== 0 && isOneself(actor, id)) return OWN_NEEDS_OLD;
  return passwordProblem(await policyInForce(passwordPolicies), password);
}

function passwordAfter({ hasPassword }: UserState, { credentials }: GivenUser) {
  if (credentials === undefined) return undefined;
  if (credentials.length === 0) return hasPassword ? null : undefined;
  return credentials[0]?.value || undefined;
}
