/** The principal as SoPrincipalCarrier tells it. */
import type { ResponseOf } from '../contract/service.ts';
import type { soPrincipalService } from '../contract/services88/so-principal.ts';
import type {
  Associate,
  AssociateType,
  CsUserStatus,
  License,
  Principal,
  RoleType,
} from '../domain/associate.ts';

type AuthenticateResponse = ResponseOf<typeof soPrincipalService, 'AuthenticateUsernamePassword'>;
type PrincipalCarrier = NonNullable<AuthenticateResponse['Response']>;

const USER_TYPES = {
  unknown: 'Unknown',
  internal: 'InternalAssociate',
  resource: 'ResourceAssociate',
  external: 'ExternalAssociate',
  anonymous: 'AnonymousAssociate',
  system: 'SystemAssociate',
} as const satisfies Readonly<Record<AssociateType, string>>;

const ROLE_TYPES = {
  employee: 'Employee',
  external: 'ExternalUser',
  anonymous: 'Anonymous',
  system: 'System',
} as const satisfies Readonly<Record<RoleType, string>>;

const CS_USER_STATUSES = {
  none: 'StatusNone',
  normal: 'StatusNormal',
  'not-available': 'StatusNotAvailable',
  deleted: 'StatusDeleted',
  'read-only': 'StatusReadOnly',
  spm: 'StatusSpm',
  system: 'StatusSystem',
} as const satisfies Readonly<Record<CsUserStatus, string>>;

/** @param contextIdentifier of the tenant; empty on-site. */
export function principalCarrier(
  { associate, role, licenses }: Principal,
  contextIdentifier: string,
): PrincipalCarrier {
  return {
    UserType: USER_TYPES[associate.type],
    Associate: associate.name,
    AssociateId: associate.id,
    IsPerson: associate.personId !== 0,
    PersonId: associate.personId,
    CountryId: associate.countryId,
    HomeCountryId: associate.homeCountryId,
    ContactId: associate.contactId,
    GroupId: associate.groupId,
    BusinessId: associate.businessId,
    CategoryId: associate.categoryId,
    ContactOwner: associate.contactOwnerId,
    RoleId: role.id,
    RoleName: role.name,
    RoleDescription: role.description,
    RoleType: ROLE_TYPES[role.type],
    Licenses: licenses.map(grantedLicense),
    FullName: associate.fullName,
    EMailAddress: associate.email,
    FunctionRights: role.functionRights,
    ...csUserFields(associate),
    ProvidedCredentials: providedCredentials(associate),
    SecondaryGroups: associate.secondaryGroupIds,
    DatabaseContextIdentifier: contextIdentifier || null,
  };
}

function csUserFields({ csUser }: Associate) {
  return {
    EjUserId: csUser?.id ?? 0,
    EjAccessLevel: csUser?.accessLevel ?? 0,
    EjUserStatus: CS_USER_STATUSES[csUser?.status ?? 'none'],
  };
}

function grantedLicense(license: License) {
  return {
    OwnerName: license.ownerName,
    ModuleId: license.moduleId,
    Name: license.name,
    Description: license.description,
    Version: license.version,
    LicenseType: 'UserLicense',
    LicenseNumber: 1,
    IsUnrestricted: false,
    IsHidden: false,
  } as const;
}

/**
 * How the user can log in. Inferred: type names of the original's credential plug-ins are not
 * public.
 */
function providedCredentials({ id, name, email }: Associate) {
  const password = { Type: 'password', SearchName: name, DisplayName: name, CredentialId: id };
  if (email === null) return [password];
  return [password, { Type: 'email', SearchName: email, DisplayName: email, CredentialId: id }];
}
