/** `GetSystemInfo`: what this server is, without a ticket. */
import type {
  Installation,
  InstallationMode,
  Stores,
  TenantStores,
} from '../domain/installation.ts';
import type { Tenant } from '../domain/tenant.ts';

/** This program, as it calls itself. */
export interface Product {
  readonly name: string;
  /** Such as `1.2.3`. */
  readonly version: string;
}

export interface SystemInfoDependencies {
  readonly product: Product;
  readonly installation: Installation;
  readonly tenant: Pick<Tenant, 'contextIdentifier'>;
  readonly tenants: Stores['tenants'];
  readonly database: Stores['database'];
  readonly stores: Pick<TenantStores, 'directory'>;
}

const MODES: Readonly<Record<InstallationMode, string>> = { onsite: 'on-site', online: 'Online' };

export async function systemInfo(dependencies: SystemInfoDependencies) {
  const { product, installation, tenant, tenants, database, stores } = dependencies;
  const companyName = (await tenants.find(tenant.contextIdentifier))?.companyName ?? '';
  const licenses = await stores.directory.listLicenses();
  return {
    License: {
      CompanyName: companyName,
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
    Description: `${product.name}, ${MODES[installation.mode]}: Services88 for logins and access tokens`,
    BuildType: 'Release' as const,
    DatabaseVersion: database.schemaVersion,
    IsUnicode: true,
    CompanyName: companyName,
    DatabaseType: database.type,
    DatabaseMinor: database.version,
    DatabaseName: tenant.contextIdentifier || null,
    IsOnTravel: false,
    IsSatellite: false,
  };
}
