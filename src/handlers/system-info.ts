/** `GetSystemInfo`: what this server is, without a ticket. */
import type { License } from '../domain/associate.ts';
import type { DatabaseInfo, Installation } from '../domain/installation.ts';

/** This program, as it calls itself. */
export interface Product {
  readonly name: string;
  /** Such as `1.2.3`. */
  readonly version: string;
}

export function systemInfoCarrier(
  product: Product,
  installation: Installation,
  database: DatabaseInfo,
  licenses: readonly License[],
) {
  return {
    License: {
      CompanyName: installation.companyName,
      ProductType: product.name,
      ModuleLicenses: licenses.map((license) => ({
        OwnerName: license.ownerName,
        ModuleName: license.name,
        ModuleDescription: license.description,
        ModuleVersion: license.version,
        LicenseType: 'UserLicense' as const,
      })),
    },
    BuildLabel: `${product.name} ${product.version}`,
    AssemblyVersion: product.version,
    FileVersion: product.version,
    Description: `${product.name}: Services88 for logins and access tokens`,
    BuildType: 'Release' as const,
    DatabaseVersion: database.schemaVersion,
    IsUnicode: true,
    CompanyName: installation.companyName,
    DatabaseType: database.type,
    DatabaseMinor: database.version,
    IsOnTravel: false,
    IsSatellite: false,
  };
}
