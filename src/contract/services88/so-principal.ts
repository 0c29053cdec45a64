/**
 * SoPrincipal: logs users in and describes the server. It is the only service that needs no ticket.
 */
import { xsBoolean, xsDateTime, xsInt, xsSecret, xsString } from '../../xsd/built-in.ts';
import { keepingText } from '../../xsd/declare.ts';
import { operation, service } from '../service.ts';
import { applicationRequestHeaders, responseHeaders, SoCredentials } from './headers.ts';
import { services88 } from './namespace.ts';
import { Carrier } from './types/carrier.ts';
import { GrantedModuleLicense, LicenseInfo } from './types/licences.ts';
import { RoleType } from './types/roles.ts';
import { EjUserStatus, UserType } from './types/user-types.ts';

const NetServerBuildType = services88.enumeration('NetServerBuildType', {
  Feature: 0,
  Stable: 1,
  Alpha: 2,
  Beta: 3,
  ReleaseCandidate: 4,
  Release: 5,
});

const SoSystemInfoCarrier = services88.extendedType(Carrier, 'SoSystemInfoCarrier', {
  License: LicenseInfo,
  WarningEnglish: xsString,
  WarningResource: xsString,
  BranchName: xsString,
  BuildLabel: xsString,
  AssemblyVersion: xsString,
  AccumulatedNextCheckDate: xsDateTime,
  FileVersion: xsString,
  Description: xsString,
  DaysUntilNetServerExpiry: xsInt,
  BuildType: NetServerBuildType,
  DatabaseVersion: xsInt,
  IsUnicode: xsBoolean,
  CompanyName: xsString,
  CompanyId: xsInt,
  DatabaseType: xsString,
  DatabaseMinor: xsString,
  DatabaseName: xsString,
  IsOnTravel: xsBoolean,
  IsSatellite: xsBoolean,
});

const ProvidedCredential = services88.complexType('ProvidedCredential', {
  Type: xsString,
  SearchName: xsString,
  DisplayName: xsString,
  CredentialId: xsInt,
});

const principalType = services88.complexType('SoPrincipalCarrier', {
  UserType,
  Associate: xsString,
  AssociateId: xsInt,
  IsPerson: xsBoolean,
  PersonId: xsInt,
  CountryId: xsInt,
  HomeCountryId: xsInt,
  ContactId: xsInt,
  GroupId: xsInt,
  BusinessId: xsInt,
  CategoryId: xsInt,
  ContactOwner: xsInt,
  RoleId: xsInt,
  RoleName: xsString,
  RoleDescription: xsString,
  RoleType,
  Licenses: services88.arrayOf(GrantedModuleLicense),
  FullName: xsString,
  EMailAddress: xsString,
  FunctionRights: services88.arrayOf(xsString),
  EjUserId: xsInt,
  EjAccessLevel: xsInt,
  EjUserStatus,
  ProvidedCredentials: services88.arrayOf(ProvidedCredential),
  SecondaryGroups: services88.arrayOf(xsInt),
  DatabaseContextIdentifier: xsString,
});

/** A stateless backend asks for the same principal at each of its requests. */
export const SoPrincipalCarrier = keepingText(principalType);

const AuthenticationGenericData = services88.dictionary(
  'AuthenticationGenericData',
  'AuthenticationGenericDataKeyValuePair',
  xsSecret,
);

/** The answer of every login operation. All share one wrapper element. */
const authenticateResponse = {
  responseElement: 'AuthenticateResponse',
  response: {
    Response: SoPrincipalCarrier,
    Credentials: SoCredentials,
    AuthenticationSucceeded: xsBoolean,
  },
} as const;

export const soPrincipalService = service({
  name: 'SoPrincipal',
  summary: 'Logs users in by password, ticket or access token, and returns a session ticket.',
  namespace: services88.uri,
  restricted: false,
  requestHeaders: applicationRequestHeaders,
  responseHeaders,
  operations: {
    GetSystemInfo: operation({
      summary: 'Describes this server. Needs no ticket.',
      request: {},
      response: { SystemInfo: SoSystemInfoCarrier },
    }),
    AuthenticateImplicit: operation({
      summary:
        'Logs in the user that a trusted proxy or a client certificate names, if configured.',
      request: {},
      ...authenticateResponse,
    }),
    AuthenticateUsernamePassword: operation({
      summary:
        'Logs in with a user name and a password, or a ticket or an access token as the user name.',
      request: { UserName: xsString, Password: xsSecret },
      ...authenticateResponse,
    }),
    AuthenticateGeneric: operation({
      summary:
        'Logs in with name-value pairs, such as UserName and Password, Ticket, or AccessToken.',
      request: { AuthenticationData: AuthenticationGenericData },
      ...authenticateResponse,
    }),
    AuthenticateWithAccessToken: operation({
      since: '86',
      summary: 'Logs in with an access token. Returns the principal and a ticket.',
      request: { AccessToken: xsSecret },
      ...authenticateResponse,
    }),
  },
});

export type SoPrincipalService = typeof soPrincipalService;
