/** `GetSystemInfo` describes this server. It needs no ticket. */
import type {
  Installation,
  InstallationMode,
  Stores,
  TenantStores,
} from '../domain/installation.ts';
import { serialNumberOf } from '../domain/tenants/serial-number.ts';
import type { Tenant } from '../domain/tenants/tenant.ts';
import { licenceTypes, userTypes } from './enumerations.ts';

/** The name and version of this program. */
export interface Product {
  readonly name: string;
  /** Such as `1.2.3`. */
  readonly version: string;
}

export interface SystemInfoDependencies {
  readonly product: Product;
  readonly installation: Installation;
  readonly tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;
  readonly tenants: Stores['tenants'];
  readonly database: Stores['database'];
  readonly stores: Pick<TenantStores, 'licences'>;
}

const MODES: Readonly<Record<InstallationMode, string>> = { onsite: 'on-site', online: 'Online' };

export async function systemInfo(dependencies: SystemInfoDependencies) {
  const { product, installation, tenant, tenants, database, stores } = dependencies;
  const companyName = (await tenants.find(tenant.contextIdentifier))?.companyName ?? '';
  const modules = await stores.licences.listModules();
  const owners = await stores.licences.listOwners();
  const [owner] = owners;
  const ownerNames = new Map(owners.map(({ id, name }) => [id, name]));
  return {
    License: {
      CompanyName: companyName,
      SerialNr: serialNumberOf(installation.id, tenant),
      ProductType: product.name,
      OwnerName: owner?.name,
      OwnerDescription: owner?.description,
      ModuleLicenses: modules.map((module) => ({
        OwnerName: ownerNames.get(module.ownerId),
        ModuleName: module.name,
        ModuleDescription: module.description,
        ModuleTooltip: module.tooltip,
        ModuleVersion: module.version,
        LicenseType: licenceTypes[module.kind],
        Unrestricted: module.isUnrestricted,
        AllowedUserType: userTypes[module.allowedTypes[0] ?? 'unknown'],
        NumberOfLicenses: module.seats,
        ExtraFlags: module.extraFlags,
        ExtraInfo: module.extraInfo,
        SortOrder: module.sortOrder,
        IsHidden: module.isHidden,
        PrerequisiteModuleName: module.prerequisite,
      })),
    },
    BuildLabel: `${product.name} ${product.version}`,
    AssemblyVersion: product.version,
    FileVersion: product.version,
    Description: `${product.name}, ${MODES[installation.mode]}: users, logins and access tokens`,
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
