/** What a seed says of system users: where each is, and that nobody is that of two applications. */
import { foldName } from '../domain/names.ts';
import type { Seed } from './seed.ts';
import type { SeedPath, SeedProblem } from './seed-path.ts';
import type { SeedApplication, SeedSystemUser, SeedUser } from './seed-schema.ts';
import { unknownName } from './unknown-name.ts';
import { UsersByName } from './users-by-name.ts';

export function checkSystemUsers(
  seed: Seed,
  applications: readonly SeedApplication[],
): readonly SeedProblem[] {
  const known = new UsersByName<SeedUser>(seed.tenants ?? []);
  const holders = new Map<string, string>();
  return applications.flatMap(({ name, systemUsers = [] }, application) => {
    const tenants = new Set<string>();
    return systemUsers.flatMap((systemUser, index): SeedProblem[] => {
      const path = ['applications', application, 'systemUsers', index];
      const problem =
        placeProblem(seed, known, systemUser, path) ?? userProblem(known, systemUser, path);
      if (problem) return [problem];
      const tenant = foldName(systemUser.tenant ?? '');
      if (tenants.has(tenant)) {
        return [{ path, message: 'is another at the same tenant; expected one at most' }];
      }
      tenants.add(tenant);
      const user = JSON.stringify([tenant, foldName(systemUser.user)]);
      const holder = holders.get(user);
      holders.set(user, name);
      if (holder === undefined) return [];
      const message = `is the system user of ${holder} already; expected another`;
      return [{ path: [...path, 'user'], message }];
    });
  });
}

function placeProblem(
  { mode, tenants }: Seed,
  known: UsersByName<SeedUser>,
  { tenant }: SeedSystemUser,
  path: SeedPath,
): SeedProblem | null {
  const at = [...path, 'tenant'];
  if (mode === 'onsite') {
    const message = 'expected none on-site, where there is one tenant only';
    return tenant === undefined ? null : { path: at, message };
  }
  if (tenant === undefined) return { path: at, message: 'missing; expected a context identifier' };
  if (!tenants || known.hasTenant(tenant)) return null;
  return { path: at, message: unknownName('tenant', tenant, known.tenants) };
}

function userProblem(
  known: UsersByName<SeedUser>,
  { tenant = '', user }: SeedSystemUser,
  path: SeedPath,
): SeedProblem | null {
  if (known.find(tenant, user)) return null;
  const names = known.namesAt(tenant);
  return names ? { path: [...path, 'user'], message: unknownName('user', user, names) } : null;
}
