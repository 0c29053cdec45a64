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

type WireUserType = (typeof userTypes)[AssociateType];

export const userTypesByName = {
  Unknown: 'unknown',
  InternalAssociate: 'internal',
  ResourceAssociate: 'resource',
  ExternalAssociate: 'external',
  AnonymousAssociate: 'anonymous',
  SystemAssociate: 'system',
} as const satisfies Readonly<Record<WireUserType, AssociateType>>;

export const roleTypes = {
  employee: 'Employee',
  external: 'ExternalUser',
  anonymous: 'Anonymous',
  system: 'System',
} as const satisfies Readonly<Record<RoleType, string>>;

type WireRoleType = (typeof roleTypes)[RoleType];

export const roleTypesByName = {
  Employee: 'employee',
  ExternalUser: 'external',
  Anonymous: 'anonymous',
  System: 'system',
} as const satisfies Readonly<Record<WireRoleType, RoleType>>;

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

type WireCsUserStatus = (typeof csUserStatuses)[CsUserStatus];

export const csUserStatusesByName = {
  StatusNone: 'none',
  StatusNormal: 'normal',
  StatusNotAvailable: 'not-available',
  StatusDeleted: 'deleted',
  StatusReadOnly: 'read-only',
  StatusSpm: 'spm',
  StatusSystem: 'system',
} as const satisfies Readonly<Record<WireCsUserStatus, CsUserStatus>>;
