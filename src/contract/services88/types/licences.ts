/** Licences: of the installation, granted to a user, and available to a user. */
import { xsBase64Binary, xsBoolean, xsDateTime, xsInt, xsString } from '../../../xsd/built-in.ts';
import { required, XmlNamespace } from '../../../xsd/declare.ts';
import { since } from '../../editions.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from './carrier.ts';
import { UserType } from './user-types.ts';

const cryptography = new XmlNamespace(
  'http://schemas.datacontract.org/2004/07/System.Security.Cryptography',
);

const LicenseType = services88.enumeration(
  'LicenseType',
  { Unknown: 0, SiteLicense: 1, SatelliteLicense: 2, UserLicense: 3 },
  'short',
);

const DSAParameters = cryptography.valueType('DSAParameters', {
  Counter: required(xsInt),
  G: required(xsBase64Binary),
  J: required(xsBase64Binary),
  P: required(xsBase64Binary),
  Q: required(xsBase64Binary),
  Seed: required(xsBase64Binary),
  Y: required(xsBase64Binary),
});

const SignedPublicKey = services88.complexType('SignedPublicKey', {
  OwnerName: xsString,
  SignDate: xsDateTime,
  ExpiryDate: xsDateTime,
  Key: DSAParameters,
  Signature: xsString,
});

const ModuleLicense = services88.complexType('ModuleLicense', {
  OwnerName: xsString,
  ModuleName: xsString,
  ModuleDescription: xsString,
  ModuleTooltip: xsString,
  ModuleVersion: xsString,
  LicenseType,
  Unrestricted: xsBoolean,
  AllowedUserType: UserType,
  NumberOfLicenses: xsInt,
  ExtraFlags: xsInt,
  ExtraInfo: xsString,
  SortOrder: xsInt,
  IsHidden: xsBoolean,
  PrerequisiteModuleName: xsString,
  Signature: xsString,
});

export const LicenseInfo = services88.complexType('LicenseInfo', {
  CompanyName: xsString,
  SerialNr: xsString,
  OwnerName: xsString,
  OwnerDescription: xsString,
  NextCheckDate: xsDateTime,
  MaintenanceDate: xsDateTime,
  AdminWarningDate: xsDateTime,
  ExpiryDate: xsDateTime,
  GraceDate: xsDateTime,
  ExtraFlags: xsInt,
  LicenseUrl: xsString,
  LicenseVersion: xsString,
  DeploymentType: xsInt,
  ProductType: xsString,
  ProductDescription: xsString,
  ModuleLicenses: services88.arrayOf(ModuleLicense),
  PublicKey: SignedPublicKey,
  Signature: xsString,
});

export const GrantedModuleLicense = services88.extendedType(Carrier, 'GrantedModuleLicense', {
  OwnerId: xsInt,
  OwnerName: xsString,
  OwnerDescription: xsString,
  ModuleId: xsInt,
  Name: xsString,
  Description: xsString,
  Version: xsString,
  LicenseType,
  ExtraFlags: xsInt,
  SortOrder: xsInt,
  LicenseNumber: xsInt,
  IsHidden: xsBoolean,
  IsUnrestricted: xsBoolean,
  ExpiryDate: xsDateTime,
});

const ModuleLicenseLink = services88.extendedType(Carrier, 'ModuleLicenseLink', {
  Unrestricted: xsBoolean,
  Total: xsInt,
  Tooltip: xsString,
  CanAssign: xsBoolean,
  Free: xsInt,
  InUse: xsInt,
  IsHidden: since('87', xsBoolean),
  Assigned: xsBoolean,
  ModuleLicenseId: xsInt,
  Name: xsString,
  Description: xsString,
  PrerequisiteModuleName: xsString,
  SortOrder: xsInt,
  ExtraFlags: since('88/10.2', xsInt),
});

export const LicenseOwner = services88.extendedType(Carrier, 'LicenseOwner', {
  Name: xsString,
  Description: xsString,
  RestrictedModuleLicenses: services88.arrayOf(ModuleLicenseLink),
  UnrestrictedModuleLicenses: services88.arrayOf(ModuleLicenseLink),
});
