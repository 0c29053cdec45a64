/** The licences of the demo user in the contract's form: site licences and assigned ones. */
import { builtInModules } from '../../src/domain/licences/built-in-licences.ts';

const ASSIGNED: readonly string[] = [
  'user',
  'web',
  'sale-cal',
  'selection-cal',
  'project-cal',
  'ten-sales',
];

const builtIn = builtInModules.filter(
  ({ kind, name }) => kind !== 'user' || ASSIGNED.includes(name),
);

export const demoLicences = [
  ...builtIn.map((module) => ({
    OwnerId: 1,
    OwnerName: 'SUPEROFFICE',
    OwnerDescription: 'SuperOffice AS',
    ModuleId: module.id,
    Name: module.name,
    Description: module.description,
    Version: '1.0',
    LicenseType: module.kind === 'site' ? 'SiteLicense' : 'UserLicense',
    ExtraFlags: module.extraFlags,
    SortOrder: module.sortOrder,
    LicenseNumber: module.seats,
    IsHidden: module.isHidden,
    IsUnrestricted: module.isUnrestricted,
  })),
  {
    OwnerId: 2,
    OwnerName: 'Ticketoffice',
    OwnerDescription: 'The makers of this server',
    // The first after the built-in ones.
    ModuleId: builtInModules.length + 1,
    Name: 'demo',
    Description: 'Demo plan',
    Version: '1.0',
    LicenseType: 'UserLicense',
    ExtraFlags: 0,
    SortOrder: 0,
    LicenseNumber: 5,
    IsHidden: false,
    IsUnrestricted: false,
  },
] as const;
