/** A user as a client sends it to be saved, and what the user would be then. */
import type { GivenCredential } from '../credentials/credentials.ts';
import type { LicenceModule } from '../licences/licence.ts';
import { type LicenceChange, licencesAfter } from '../licences/user-plans.ts';
import type { AssociateDetails, AssociateProfile } from './associate.ts';
import type { UserState } from './full-user.ts';

/** Fields that are absent stay as they are. Those of a new user have their defaults. */
export interface GivenUser {
  /** 0 for a new user. */
  readonly id: number;
  readonly profile: Partial<Omit<AssociateProfile, 'csUser'>>;
  readonly details: Partial<Omit<AssociateDetails, 'absenceMessage'>>;
  readonly isRetired?: boolean;
  /** Licences that are not mentioned stay as they are. */
  readonly licences?: readonly LicenceChange[];
  /**
   * Replaces the credentials. A password with an empty value stays as it is, and without one the
   * user cannot log in by password any more.
   */
  readonly credentials?: readonly GivenCredential[];
}

/** Whether the user is given with a new password. */
export function hasPassword({ credentials = [] }: GivenUser): boolean {
  return credentials.some(({ value }) => value !== '');
}

/**
 * Returns the user as it would be saved, without retirement and credentials. The modules that a
 * plan assigns follow the plan, so that changes of hidden licences do not count.
 */
export function stateAfter(
  before: UserState,
  given: GivenUser,
  modules: readonly LicenceModule[],
): UserState {
  const { associate, details, licenceIds } = before;
  const hidden = new Set(modules.filter(({ isHidden }) => isHidden).map(({ id }) => id));
  const changes = (given.licences ?? []).filter(
    ({ moduleId, isAssigned }) =>
      !hidden.has(moduleId) && licenceIds.includes(moduleId) !== isAssigned,
  );
  return {
    ...before,
    associate: { ...associate, ...given.profile, ...groupsAfter(associate, given) },
    details: { ...details, ...given.details },
    licenceIds: licencesAfter(modules, licenceIds, changes),
  };
}

/** The other groups are a set without the primary group. */
function groupsAfter(
  before: Pick<AssociateProfile, 'groupId' | 'secondaryGroupIds'>,
  { profile: { groupId = before.groupId, secondaryGroupIds } }: GivenUser,
) {
  const given = [...new Set(secondaryGroupIds ?? before.secondaryGroupIds)];
  const sorted = given.toSorted((a, b) => a - b);
  const isSame = groupId === before.groupId && `${sorted}` === `${before.secondaryGroupIds}`;
  const others = sorted.filter((id) => id === 0 || id !== groupId);
  return { groupId, secondaryGroupIds: isSame ? sorted : others };
}
