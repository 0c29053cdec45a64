/**
 * A seed: what an installation holds, or ought to. It is the same whether it was read from a file
 * or from the installation, on-site or Online: an on-site one has one tenant.
 */
import type { NewRole, NewUserGroup } from '../domain/associate.ts';
import type { InstallationMode } from '../domain/installation.ts';
import { type NewTenant, startingDirectory } from '../domain/tenant.ts';
import { type SeedPath, tellPath } from './seed-path.ts';
import type {
  SeedApplication,
  SeedFile,
  SeedGroup,
  SeedLicense,
  SeedRole,
  SeedUser,
} from './seed-schema.ts';

/** A tenant; a section that is undefined is left as it is. */
export interface SeedTenant {
  /** Empty on-site. */
  readonly contextIdentifier: string;
  readonly company: string;
  readonly suspended: boolean;
  readonly roles?: readonly SeedRole[] | undefined;
  readonly groups?: readonly SeedGroup[] | undefined;
  readonly licenses?: readonly SeedLicense[] | undefined;
  readonly users?: readonly SeedUser[] | undefined;
}

export interface Seed {
  readonly mode: InstallationMode;
  /** Only for demo installations, because its passwords are public. */
  readonly demo: boolean;
  /** On-site always one. Undefined ones are left as they are. */
  readonly tenants?: readonly SeedTenant[] | undefined;
  readonly applications?: readonly SeedApplication[] | undefined;
  /** Where something stands, for messages: `file:line:column: path`. */
  readonly placeOf: (path: SeedPath) => string;
}

/** @param placeOf where it has no file, the path alone. */
export function seedOf(file: SeedFile, placeOf: (path: SeedPath) => string = tellPath): Seed {
  const { mode, demo, applications } = file;
  if (file.mode === 'online') return { mode, demo, tenants: file.tenants, applications, placeOf };
  const { company, roles, groups, licenses, users } = file;
  const tenant = { company, roles, groups, licenses, users };
  return {
    mode,
    demo,
    tenants: [{ contextIdentifier: '', suspended: false, ...tenant }],
    applications,
    placeOf,
  };
}

/** The way to the tenant at that index of the seed. */
export function pathOfTenant(seed: Pick<Seed, 'mode'>, index: number): SeedPath {
  return seed.mode === 'onsite' ? [] : ['tenants', index];
}

/** The tenant as it is stored first: with roles and groups, without users and licences. */
export function newTenantOf({ contextIdentifier, company, roles, groups }: SeedTenant): NewTenant {
  return {
    contextIdentifier,
    companyName: company,
    roles: idsFirst<NewRole>(roles ?? startingDirectory.roles),
    groups: idsFirst<NewUserGroup>(groups ?? startingDirectory.groups),
  };
}

/**
 * What to make an installation with that the seed is then applied to: its tenant when it is
 * on-site, else null. So the default role and group take no ids that the seed gives to others.
 */
export function startingTenantOf({ mode, tenants }: Seed): NewTenant | null {
  const [tenant] = mode === 'onsite' ? (tenants ?? []) : [];
  return tenant ? newTenantOf(tenant) : null;
}

/** In an order in which none that gets the next id takes one that the seed gives to another. */
export function idsFirst<T extends { readonly id?: number | undefined }>(
  items: readonly T[],
): readonly T[] {
  const [withId, without] = [items.filter(hasId), items.filter((item) => !hasId(item))];
  return [...withId, ...without];
}

function hasId({ id }: { readonly id?: number | undefined }): boolean {
  return id !== undefined;
}
