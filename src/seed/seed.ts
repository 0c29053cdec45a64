/** A seed: the intended content of an installation. An on-site one has one tenant. */
import type { InstallationMode } from '../domain/installation.ts';
import { type NewTenant, onsiteTenant } from '../domain/tenants/tenant.ts';
import type { SeedPath } from './seed-path.ts';
import type { SeedApplication, SeedFile, SeedTenant } from './seed-schema.ts';

export interface Seed {
  readonly mode: InstallationMode;
  /** Not for production, because its passwords are public. */
  readonly demo: boolean;
  /** Always one on-site. Undefined when the seed does not mention tenants. */
  readonly tenants?: readonly SeedTenant[] | undefined;
  readonly applications?: readonly SeedApplication[] | undefined;
  /** The place of a value for messages: `file:line:column: path`. */
  readonly placeOf: (path: SeedPath) => string;
}

export function seedOf(file: SeedFile, placeOf: Seed['placeOf']): Seed {
  const { mode, demo, applications } = file;
  if (file.mode === 'online') return { mode, demo, tenants: file.tenants, applications, placeOf };
  const { mode: _mode, demo: _demo, applications: _applications, $schema: _schema, ...rest } = file;
  return { mode, demo, tenants: [{ contextIdentifier: '', ...rest }], applications, placeOf };
}

/** The path of the tenant with this index. */
export function pathOfTenant(seed: Pick<Seed, 'mode'>, index: number): SeedPath {
  return seed.mode === 'onsite' ? [] : ['tenants', index];
}

/** The tenant to create the installation with, before the seed is applied; null for Online. */
export function startingTenantOf({ mode, tenants = [] }: Seed): NewTenant | null {
  return mode === 'onsite' ? onsiteTenant(tenants[0]?.company ?? '') : null;
}
