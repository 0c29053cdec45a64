/** Users: the whole record, and a short one for reading. */
import { xsBoolean, xsDateTime, xsInt, xsShort, xsString } from '../../../xsd/built-in.ts';
import type {
  ComplexType,
  Decoded,
  DecodedFields,
  Encodable,
  EncodableFields,
} from '../../../xsd/types.ts';
import { since } from '../../editions.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from './carrier.ts';
import { CustomCommand } from './commands.ts';
import { Credential } from './credentials.ts';
import { UserGroup } from './groups.ts';
import { LicenseOwner } from './licences.ts';
import { MDOListItem, StringDictionary } from './lists.ts';
import { Person } from './persons.ts';
import { Role } from './roles.ts';
import { UserType } from './user-types.ts';

const userFields = {
  AssociateId: xsInt,
  Name: xsString,
  Rank: xsShort,
  Tooltip: xsString,
  LicenseOwners: services88.arrayOf(LicenseOwner),
  Role,
  UserGroup,
  OtherGroups: services88.arrayOf(UserGroup),
  Person,
  Deleted: xsBoolean,
  Lastlogin: xsDateTime,
  Lastlogout: xsDateTime,
  EjUserId: xsInt,
  RequestSignature: since('87', xsString),
  Type: UserType,
  IsPersonRetired: xsBoolean,
  IsOnTravel: xsBoolean,
  Credentials: services88.arrayOf(Credential),
  UserName: since('86', xsString),
  TicketCategories: since('87', services88.arrayOf(MDOListItem)),
  NickName: since('87', xsString),
  WaitingForApproval: since('87', xsBoolean),
  ExtraFields: since('87', StringDictionary),
  CustomFields: since('87', StringDictionary),
  PostSaveCommands: since('85', services88.arrayOf(CustomCommand)),
} as const;

type CarrierOut = NonNullable<Decoded<typeof Carrier>>;
type CarrierIn = Encodable<typeof Carrier>;

/** Named, because the compiler would print the whole shape wherever a declaration refers to it. */
export interface DecodedUser extends Partial<CarrierOut & DecodedFields<typeof userFields>> {}
export interface EncodableUser extends CarrierIn, EncodableFields<typeof userFields> {}

/** A field that a client leaves out of a user to save keeps its stored value. */
export const User: ComplexType<DecodedUser | null, EncodableUser> = services88.partialType(
  Carrier,
  'User',
  userFields,
);

export const UserInfo = services88.extendedType(Carrier, 'UserInfo', {
  Deleted: xsBoolean,
  UserInfoId: xsInt,
  UserName: xsString,
  PersonId: xsInt,
  Rank: xsShort,
  Tooltip: xsString,
  UserGroupId: xsInt,
  EjUserId: xsInt,
  UserType,
  GrantedLicenses: services88.arrayOf(xsString),
  CanLogon: xsBoolean,
  RoleName: xsString,
  RoleTooltip: xsString,
  UserGroupName: xsString,
  UserGroupTooltip: xsString,
});

export const ResolvedUser = services88.extendedType(Carrier, 'ResolvedUser', {
  User,
  PersonCreated: xsBoolean,
});

export const UserValidationResult = services88.extendedType(Carrier, 'UserValidationResult', {
  Reason: xsString,
  Result: xsBoolean,
});
