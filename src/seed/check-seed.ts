/**
 * What the entries of a seed say about each other: nothing is there twice, and what is referred to
 * is there. A section that the seed has is complete: references go to its entries alone. One that
 * it does not have is known only where the seed is applied.
 */
import { foldName } from '../domain/names.ts';
import { checkSystemUsers } from './check-system-users.ts';
import { findLicenses, licenseKey, tellLicense } from './license-reference.ts';
import { pathOfTenant, type Seed, type SeedTenant } from './seed.ts';
import type { SeedPath, SeedProblem } from './seed-path.ts';
import type { LicenseReference, SeedApplication, SeedLicense, SeedUser } from './seed-schema.ts';
import { unknownName } from './unknown-name.ts';

export function checkSeed(seed: Seed): readonly SeedProblem[] {
  const { tenants = [], applications = [] } = seed;
  return [
    ...repeated(tenants, ['tenants'], 'contextIdentifier', ({ contextIdentifier }) =>
      foldName(contextIdentifier),
    ),
    ...tenants.flatMap((tenant, index) => checkTenant(tenant, pathOfTenant(seed, index))),
    ...repeated(applications, ['applications'], 'name', ({ name }) => foldName(name)),
    ...repeated(applications, ['applications'], 'clientId', ({ clientId }) => clientId),
    ...checkTokens(applications),
    ...checkSystemUsers(seed, applications),
    ...applications.flatMap((application, index) =>
      checkApplication(application, ['applications', index], seed),
    ),
  ];
}

function checkTenant(tenant: SeedTenant, path: SeedPath): SeedProblem[] {
  const { roles = [], groups = [], licenses = [], users = [] } = tenant;
  const known = {
    roles: tenant.roles && new KnownNames(tenant.roles),
    groups: tenant.groups && new KnownNames(tenant.groups),
    licenses: tenant.licenses,
  };
  const lists = { roles, groups, users };
  return [
    ...Object.entries(lists).flatMap(([section, items]) => [
      ...repeated<{ readonly name: string }>(items, [...path, section], 'name', ({ name }) =>
        foldName(name),
      ),
    ]),
    ...repeated(licenses, [...path, 'licenses'], 'name', licenseKey),
    ...Object.entries({ ...lists, licenses }).flatMap(([section, items]) => [
      ...repeated<{ readonly id?: number | undefined }>(
        items,
        [...path, section],
        'id',
        ({ id }) => id,
      ),
    ]),
    ...roles.flatMap(({ functionRights }, index) =>
      repeated(functionRights, [...path, 'roles', index, 'functionRights'], null, (right) => right),
    ),
    ...users.flatMap((user, index) => checkUser(user, [...path, 'users', index], known)),
  ];
}

function checkUser(user: SeedUser, path: SeedPath, known: Known): SeedProblem[] {
  const { roles, groups, licenses } = known;
  return [
    ...repeated(user.secondaryGroups, [...path, 'secondaryGroups'], null, foldName),
    ...repeated(user.licenses, [...path, 'licenses'], null, referenceKey),
    ...missing('role', user.role, [...path, 'role'], roles),
    ...missing('group', user.group, [...path, 'group'], groups),
    ...user.secondaryGroups.flatMap((name, index) =>
      missing('group', name, [...path, 'secondaryGroups', index], groups),
    ),
    ...(licenses === undefined
      ? []
      : user.licenses.flatMap((reference, index) => {
          const message = licenseProblem(reference, licenses);
          return message === null ? [] : [{ path: [...path, 'licenses', index], message }];
        })),
  ];
}

/** What is wrong with a reference to one of these licences, or null. */
export function licenseProblem(
  reference: LicenseReference,
  licenses: readonly { readonly owner: string; readonly name: string }[],
): string | null {
  const found = findLicenses(reference, licenses);
  if (found.length === 1) return null;
  if (found.length > 1) {
    const [first] = found.map(({ owner, name }) => `{ owner: ${owner}, name: ${name} }`);
    return `several owners have a licence ${reference.name}; expected owner and name, as in ${first}`;
  }
  return unknownName('licence', tellLicense(reference), licenses.map(tellLicense));
}

/** Sections of the seed, undefined where it does not have them. */
interface Known {
  readonly roles: KnownNames | undefined;
  readonly groups: KnownNames | undefined;
  readonly licenses: readonly SeedLicense[] | undefined;
}

/** Names, of which many are asked for. */
class KnownNames {
  readonly names: readonly string[];
  readonly #folded: ReadonlySet<string>;

  constructor(items: readonly { readonly name: string }[]) {
    this.names = items.map(({ name }) => name);
    this.#folded = new Set(this.names.map(foldName));
  }

  has(name: string): boolean {
    return this.#folded.has(foldName(name));
  }
}

function missing(
  what: string,
  name: string,
  path: SeedPath,
  known: KnownNames | undefined,
): SeedProblem[] {
  if (!known || known.has(name)) return [];
  return [{ path, message: unknownName(what, name, known.names) }];
}

function checkApplication(
  { agents, tenants, publicKeys = [] }: SeedApplication,
  path: SeedPath,
  seed: Seed,
): SeedProblem[] {
  const problems = [
    ...repeated(agents, [...path, 'agents'], null, (agent) => agent),
    ...repeated(publicKeys, [...path, 'publicKeys'], null, ({ keyId }) => keyId),
  ];
  if (tenants === 'all') return problems;
  const tenantsPath = [...path, 'tenants'];
  if (seed.mode === 'onsite') {
    // On-site the one tenant has no identifier to list.
    if (tenants.length === 0) return problems;
    return [...problems, { path: tenantsPath, message: 'expected all or [], on-site' }];
  }
  const names = seed.tenants?.map(({ contextIdentifier: name }) => ({ name }));
  const known = names && new KnownNames(names);
  return [
    ...problems,
    ...repeated(tenants, tenantsPath, null, foldName),
    ...tenants.flatMap((name, index) => missing('tenant', name, [...tenantsPath, index], known)),
  ];
}

function checkTokens(applications: readonly SeedApplication[]): SeedProblem[] {
  const known = new Set<string>();
  return applications.flatMap(({ tokens = [] }, application) =>
    tokens.flatMap((token, index) => {
      if (known.has(token)) {
        const path = ['applications', application, 'tokens', index];
        return [{ path, message: 'is there already; expected each token once' }];
      }
      known.add(token);
      return [];
    }),
  );
}

/**
 * The items that are there already.
 *
 * @param property that makes them the same, or null when the items themselves do.
 */
function repeated<T>(
  items: readonly T[],
  path: SeedPath,
  property: string | null,
  keyOf: (item: T) => string | number | undefined,
): SeedProblem[] {
  const firstIndices = new Map<string | number, number>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (key === undefined) return [];
    const first = firstIndices.get(key);
    if (first === undefined) {
      firstIndices.set(key, index);
      return [];
    }
    const place = [...path, index, ...(property === null ? [] : [property])];
    return [{ path: place, message: `is the same as that of entry ${first}; expected another` }];
  });
}

function referenceKey({ owner, name }: LicenseReference): string {
  return owner === undefined ? foldName(name) : licenseKey({ owner, name });
}
