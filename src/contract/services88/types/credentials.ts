/** Credentials of users, and secrets that users store for other systems. */
import { xsBoolean, xsDateTime, xsSecret, xsString } from '../../../xsd/built-in.ts';
import { memberSince, since } from '../../editions.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from './carrier.ts';

const CredentialControlType = services88.enumeration('CredentialControlType', {
  Static: 0,
  Edit: 1,
  Password: 2,
  Link: 3,
  Hidden: memberSince('86', 4),
});

export const CredentialType = services88.extendedType(Carrier, 'CredentialType', {
  DisplayType: xsString,
  Type: xsString,
  Description: xsString,
  ValueControl: CredentialControlType,
  CanCreatePerson: xsBoolean,
  IsUserNameSupported: since('86', xsBoolean),
});

export const Credential = services88.extendedType(Carrier, 'Credential', {
  Type: CredentialType,
  Value: xsSecret,
  DisplayValue: xsString,
});

export const CredentialsGroup = services88.extendedType(Carrier, 'CredentialsGroup', {
  Name: xsString,
  DisplayName: xsString,
});

const CredentialUser = services88.extendedType(Carrier, 'CredentialUser', {
  Value: xsString,
  DisplayValue: xsString,
  Columns: services88.arrayOf(xsString),
  CanCreatePerson: xsBoolean,
});

export const CredentialsGroupUsers = services88.extendedType(Carrier, 'CredentialsGroupUsers', {
  Headings: services88.arrayOf(xsString),
  Users: services88.arrayOf(CredentialUser),
});

export const UntrustedCredentials = services88.extendedType(Carrier, 'UntrustedCredentials', {
  ValidFrom: xsDateTime,
  ValidTo: xsDateTime,
  Comment: xsString,
  SecretValue: xsSecret,
  PublicValue: xsString,
  IsActive: xsBoolean,
});
