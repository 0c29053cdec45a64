/** Makes an installation hold what a seed says, in one transaction. */
import type { Actor } from '../domain/actor.ts';
import type { AuditTrail } from '../domain/audit/audit-trail.ts';
import type { Clock } from '../domain/clock.ts';
import { DomainError } from '../domain/errors.ts';
import type { Installation, Stores } from '../domain/installation.ts';
import type { LoginGuard } from '../domain/login/login-guard.ts';
import type { PasswordHasher } from '../domain/login/password.ts';
import type { Tenant } from '../domain/tenants/tenant.ts';
import { applyApplications, pruneApplications } from './apply-applications.ts';
import { applyTenants } from './apply-tenants.ts';
import { preparePasswords } from './prepare-passwords.ts';
import type { Seed } from './seed.ts';
import { type AppliedChange, SeedRun } from './seed-run.ts';

/** What a seed is applied to. */
export interface SeedTarget {
  readonly installation: Installation;
  readonly stores: Stores;
  readonly passwords: PasswordHasher;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  /** The services of a tenant, which may be one that the transaction has just added. */
  of(tenant: Tenant): { readonly loginGuard: Pick<LoginGuard, 'unlock'> };
}

export interface ApplySeedOptions {
  /** Who applies it, for the audit trail. */
  readonly actor: Actor;
  /**
   * Whether what the seed does not name is removed, in the sections that it has: tenants,
   * applications with their tokens, users, roles, groups, and modules of the licence owners that it
   * names. Roles that must stay are left. False by default.
   */
  readonly prune?: boolean | undefined;
  /** Whether to make the changes and undo them all, only to know which they are. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Answers the changes in their order; none when all is as the seed says.
 *
 * @throws DomainError with a line for each reason why the seed cannot be applied, after which
 * nothing has changed; `not-permitted`.
 */
export async function applySeed(
  target: SeedTarget,
  seed: Seed,
  { actor, prune = false, dryRun = false }: ApplySeedOptions,
): Promise<readonly AppliedChange[]> {
  const { stores: outside, audit, clock } = target;
  requireFitting(target.installation, seed);
  const passwordHashes = await preparePasswords(target, seed);
  let made: readonly AppliedChange[] = [];
  const applying = outside.transaction(async (stores) => {
    const loginGuardOf = (tenant: Tenant) => target.of(tenant).loginGuard;
    const given = { actor, seed, prune, passwordHashes };
    const run = new SeedRun({ stores, audit, clock, loginGuardOf, ...given });
    await pruneApplications(run);
    await applyTenants(run);
    await applyApplications(run);
    made = run.end();
    if (dryRun) throw new DryRunEnd();
  });
  await applying.catch((error: unknown) => {
    if (!(error instanceof DryRunEnd)) throw error;
  });
  return made;
}

/** Undoes the transaction of a dry run. */
class DryRunEnd extends Error {}

/** @throws DomainError `conflict` for a seed that is for other installations. */
function requireFitting({ mode, demo }: Installation, seed: Seed): void {
  if (seed.mode !== mode) {
    const message =
      `found ${seed.mode}, but this installation is ${mode}, which cannot change; ` +
      'apply it to another installation';
    throw new DomainError('conflict', `${seed.placeOf(['mode'])}: ${message}`);
  }
  if (seed.demo && !demo) {
    const message =
      'its passwords are public, and this installation is not a demo; use a seed of your own';
    throw new DomainError('conflict', `${seed.placeOf(['demo'])}: ${message}`);
  }
}
