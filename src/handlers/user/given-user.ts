/** Converts User carriers that clients send. */
import type { RequestOf } from '../../contract/service.ts';
import type { UserService } from '../../contract/services88/user.ts';
import type { GivenCredential } from '../../domain/credentials/credentials.ts';
import { DomainError } from '../../domain/errors.ts';
import type { LicenceChange } from '../../domain/licences/user-plans.ts';
import type { GivenUser } from '../../domain/users/given-user.ts';
import { userTypesByName } from '../enumerations.ts';

type Carrier = NonNullable<RequestOf<UserService, 'SaveUser'>['User']>;
type Owners = Carrier['LicenseOwners'];
type Credentials = Carrier['Credentials'];
type Categories = Carrier['TicketCategories'];
type Dictionary = ReadonlyMap<string, string | null> | null;

/**
 * An absent member is absent in the result, and the user keeps its value. A nil one is empty.
 * Members that cannot be saved are ignored.
 *
 * @throws DomainError `invalid-argument` if there is no carrier.
 */
export function givenUser(user: Carrier | null): GivenUser {
  if (!user) {
    const message = 'User is missing. Send one that was read or made with default values.';
    throw new DomainError('invalid-argument', message);
  }
  const { Deleted, LicenseOwners, Credentials: credentials } = user;
  return {
    id: user.AssociateId ?? 0,
    profile: profileOf(user),
    details: defined({
      requestSignature: mapped(user.RequestSignature, text),
      ticketCategoryIds: mapped(user.TicketCategories, categoryIds),
      extraFields: mapped(user.ExtraFields, fieldValues),
      customFields: mapped(user.CustomFields, fieldValues),
    }),
    ...(Deleted !== undefined && { isRetired: Deleted }),
    ...(LicenseOwners !== undefined && { licences: licenceChanges(LicenseOwners) }),
    ...(credentials !== undefined && { credentials: givenCredentials(credentials) }),
  };
}

function profileOf(user: Carrier): GivenUser['profile'] {
  return defined({
    name: mapped(user.Name, text),
    userName: mapped(user.UserName, text),
    nickName: mapped(user.NickName, text),
    tooltip: mapped(user.Tooltip, text),
    rank: user.Rank,
    type: mapped(user.Type, (type) => userTypesByName[type]),
    roleId: mapped(user.Role, idOf),
    groupId: mapped(user.UserGroup, idOf),
    secondaryGroupIds: mapped(user.OtherGroups, (groups) => (groups ?? []).map(idOf)),
    personId: mapped(user.Person, (person) => person?.PersonId ?? 0),
    isWaitingForApproval: user.WaitingForApproval,
  });
}

/** Converts a value unless it is absent. */
function mapped<V, R>(value: V | undefined, convert: (value: V) => R): R | undefined {
  return value === undefined ? undefined : convert(value);
}

type Defined<F> = { readonly [K in keyof F]?: Exclude<F[K], undefined> };

/** Leaves out the fields that are undefined. */
function defined<F extends object>(fields: F): Defined<F> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Defined<F>;
}

function text(value: string | null): string {
  return value ?? '';
}

function idOf(record: { readonly Id: number } | null): number {
  return record?.Id ?? 0;
}

/** A repeated category counts once. */
function categoryIds(items: NonNullable<Categories> | null): readonly number[] {
  const ids = new Set((items ?? []).map(idOf));
  return [...ids].sort((a, b) => a - b);
}

function fieldValues(dictionary: Dictionary): ReadonlyMap<string, string> {
  return new Map(Array.from(dictionary ?? [], ([key, value]) => [key, value ?? '']));
}

function licenceChanges(owners: NonNullable<Owners> | null): readonly LicenceChange[] {
  const links = (owners ?? []).flatMap((owner) => [
    ...(owner?.RestrictedModuleLicenses ?? []),
    ...(owner?.UnrestrictedModuleLicenses ?? []),
  ]);
  return links.map((link) => ({
    moduleId: link?.ModuleLicenseId ?? 0,
    isAssigned: link?.Assigned ?? false,
  }));
}

function givenCredentials(
  credentials: NonNullable<Credentials> | null,
): readonly GivenCredential[] {
  return (credentials ?? []).map((credential) => ({
    typeKey: credential?.Type?.Type ?? '',
    value: credential?.Value ?? '',
  }));
}
