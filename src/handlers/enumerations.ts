/** The names of enumerations on the wire. */

import type { LicenceKind } from '../domain/licences/licence.ts';
import type { RoleType } from '../domain/roles/role-type.ts';
import type { CsUserStatus } from '../domain/users/associate.ts';
import type { AssociateType } from '../domain/users/associate-type.ts';

export const userTypes = {
  unknown: 'Unknown',
  internal: 'InternalAssociate',
  resource: 'ResourceAssociate',
  external: 'ExternalAssociate',
  anonymous: 'AnonymousAssociate',
  system: 'SystemAssociate',
} as const satisfies Readonly<Record<AssociateType, string>>;

export const userTypesByName = inverseOf(userTypes);

export const roleTypes = {
  employee: 'Employee',
  external: 'ExternalUser',
  anonymous: 'Anonymous',
  system: 'System',
} as const satisfies Readonly<Record<RoleType, string>>;

export const roleTypesByName = inverseOf(roleTypes);

export const licenceTypes = {
  site: 'SiteLicense',
  satellite: 'SatelliteLicense',
  user: 'UserLicense',
} as const satisfies Readonly<Record<LicenceKind, string>>;

export const csUserStatuses = {
  none: 'StatusNone',
  normal: 'StatusNormal',
  'not-available': 'StatusNotAvailable',
  deleted: 'StatusDeleted',
  'read-only': 'StatusReadOnly',
  spm: 'StatusSpm',
  system: 'StatusSystem',
} as const satisfies Readonly<Record<CsUserStatus, string>>;

export const csUserStatusesByName = inverseOf(csUserStatuses);

/** Returns the keys by their values. */
function inverseOf<K extends string, V extends string>(
  names: Readonly<Record<K, V>>,
): Readonly<Record<V, K>> {
  const keys = Object.keys(names) as K[];
  return Object.fromEntries(keys.map((key) => [names[key], key])) as Record<V, K>;
}
