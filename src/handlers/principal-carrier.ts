/** Converts a principal to SoPrincipalCarrier. */
import type { ResponseOf } from '../contract/service.ts';
import type { soPrincipalService } from '../contract/services88/so-principal.ts';
import type { Associate, GrantedLicence, Principal } from '../domain/users/associate.ts';
import { csUserStatuses, licenceTypes, roleTypes, userTypes } from './enumerations.ts';

type AuthenticateResponse = ResponseOf<typeof soPrincipalService, 'AuthenticateUsernamePassword'>;
type PrincipalCarrier = NonNullable<AuthenticateResponse['Response']>;

/** A carrier for each principal, so that the encoder can keep its text. */
const carriers = new WeakMap<Principal, PrincipalCarrier>();

/**
 * Returns the same carrier for the same principal, as long as the principal is cached.
 *
 * @param contextIdentifier of the principal's tenant. Empty on-site.
 */
export function principalCarrier(
  principal: Principal,
  contextIdentifier: string,
): PrincipalCarrier {
  const carrier = carriers.get(principal) ?? convert(principal, contextIdentifier);
  carriers.set(principal, carrier);
  return carrier;
}

function convert(
  { associate, role, functionalRights, licences }: Principal,
  contextIdentifier: string,
): PrincipalCarrier {
  return {
    UserType: userTypes[associate.type],
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
    RoleDescription: role.tooltip,
    RoleType: roleTypes[role.type],
    Licenses: licences.map(grantedLicence),
    FullName: associate.fullName,
    EMailAddress: associate.email,
    FunctionRights: functionalRights,
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
    EjUserStatus: csUserStatuses[csUser?.status ?? 'none'],
  };
}

function grantedLicence(licence: GrantedLicence) {
  return {
    OwnerId: licence.ownerId,
    OwnerName: licence.ownerName,
    OwnerDescription: licence.ownerDescription,
    ModuleId: licence.id,
    Name: licence.name,
    Description: licence.description,
    Version: licence.version,
    LicenseType: licenceTypes[licence.kind],
    ExtraFlags: licence.extraFlags,
    SortOrder: licence.sortOrder,
    LicenseNumber: licence.seats,
    IsHidden: licence.isHidden,
    IsUnrestricted: licence.isUnrestricted,
    ...(licence.expiresAtMs !== null && {
      ExpiryDate: { epochMs: licence.expiresAtMs, offsetMinutes: 0 },
    }),
  };
}

/**
 * The ways in which the user can log in. Inferred: the type names of the original's credential
 * plug-ins are not public.
 */
function providedCredentials({ id, name, email }: Associate) {
  const password = { Type: 'password', SearchName: name, DisplayName: name, CredentialId: id };
  if (email === null) return [password];
  return [password, { Type: 'email', SearchName: email, DisplayName: email, CredentialId: id }];
}
