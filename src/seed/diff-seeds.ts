/**
 * What has to change for an installation to hold what a seed says: pure, from one seed to another.
 * Whether passwords and tokens differ cannot be seen here; where the seed gives one, the change
 * names it, and `settle-secrets.ts` takes out what is the same.
 */
import { foldName } from '../domain/names.ts';
import type { Change } from './change.ts';
import { diffApplications } from './diff-applications.ts';
import { diffTenant } from './diff-tenant.ts';
import type { PresentSeed, PresentTenant } from './present-seed.ts';
import { pathOfTenant, type Seed, type SeedTenant } from './seed.ts';
import type { SeedPath, SeedProblem } from './seed-path.ts';

export interface DiffOptions {
  /** Whether what the seed does not list goes, in the sections that it has. */
  readonly prune: boolean;
}

export interface Difference {
  /** In the order in which they can be made. */
  readonly changes: readonly Change[];
  /** Why they cannot be made. */
  readonly problems: readonly SeedProblem[];
}

export function diffSeeds(present: PresentSeed, wanted: Seed, options: DiffOptions): Difference {
  const headProblems = diffHeads(present, wanted);
  if (headProblems.length > 0) return { changes: [], problems: headProblems };
  const tenants = diffTenants(present, wanted, options);
  const applications = diffApplications(present, wanted, options);
  return {
    changes: [
      ...applications.removals,
      ...tenants.flatMap(({ changes }) => changes),
      ...applications.changes,
    ],
    problems: [...tenants.flatMap(({ problems }) => problems), ...applications.problems],
  };
}

function diffHeads(present: PresentSeed, wanted: Seed): SeedProblem[] {
  const problems: SeedProblem[] = [];
  const report = (path: SeedPath, message: string) => problems.push({ path, message });
  if (wanted.mode !== present.mode) {
    report(
      ['mode'],
      `found ${wanted.mode}, but this installation is ${present.mode}, which cannot change; ` +
        'apply it to another installation',
    );
  }
  if (wanted.demo && !present.demo) {
    report(
      ['demo'],
      'its passwords are public, and this installation is not a demo; use a seed of your own',
    );
  }
  return problems;
}

function diffTenants(
  present: PresentSeed,
  wanted: Seed,
  { prune }: DiffOptions,
): readonly Difference[] {
  const { tenants = [] } = wanted;
  const byIdentifier = new Map(present.tenants.map((tenant) => [keyOf(tenant), tenant]));
  const wantedKeys = new Set(tenants.map(keyOf));
  const leftOver =
    prune && wanted.tenants ? present.tenants.filter((it) => !wantedKeys.has(keyOf(it))) : [];
  const removals = leftOver.map(
    (tenant) => ({ what: 'tenant', action: 'remove', tenant }) as const,
  );
  return [
    { changes: removals, problems: [] },
    ...tenants.map((tenant, index) =>
      diffOneTenant(byIdentifier.get(keyOf(tenant)), tenant, pathOfTenant(wanted, index), prune),
    ),
  ];
}

function diffOneTenant(
  present: PresentTenant | undefined,
  wanted: SeedTenant,
  path: SeedPath,
  prune: boolean,
): Difference {
  const { changes, problems } = diffTenant(present, wanted, path, prune);
  if (!present) {
    return { changes: [{ what: 'tenant', action: 'add', tenant: wanted }, ...changes], problems };
  }
  const onsite = wanted.contextIdentifier === '';
  const fields = [
    ...(wanted.company === present.company ? [] : ['company']),
    // A file for on-site says nothing of it.
    ...(onsite || wanted.suspended === present.suspended ? [] : ['suspended']),
  ];
  if (fields.length === 0) return { changes, problems };
  const own: Change = { what: 'tenant', action: 'change', fields, tenant: wanted };
  return { changes: [own, ...changes], problems };
}

function keyOf({ contextIdentifier }: SeedTenant): string {
  return foldName(contextIdentifier);
}
