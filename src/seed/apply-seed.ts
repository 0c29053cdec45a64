/** Applies a seed to an installation in one transaction. */
import type { Actor } from '../domain/actor.ts';
import type { AuditTrail } from '../domain/audit/audit-trail.ts';
import type { Clock } from '../domain/clock.ts';
import { DomainError } from '../domain/errors.ts';
import type { Installation, Stores } from '../domain/installation.ts';
import type { MasterKeys } from '../domain/keys/master-keys.ts';
import type { LoginGuard } from '../domain/login/login-guard.ts';
import type { PasswordHasher } from '../domain/login/password.ts';
import type { Tenant } from '../domain/tenants/tenant.ts';
import { applyApplications, pruneApplications } from './apply-applications.ts';
import { applyTenants } from './apply-tenants.ts';
import { preparePasswords } from './prepare-passwords.ts';
import type { Seed } from './seed.ts';
import { type AppliedChange, SeedRun } from './seed-run.ts';

/** The installation that a seed is applied to. */
export interface SeedTarget {
  readonly installation: Installation;
  readonly stores: Stores;
  readonly passwordHasher: PasswordHasher;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly masterKeys: MasterKeys;
  /** The services of a tenant, which the transaction may have just added. */
  of(tenant: Tenant): { readonly loginGuard: Pick<LoginGuard, 'attempt' | 'unlock'> };
}

export interface ApplySeedOptions {
  /** The actor for the audit trail. */
  readonly actor: Actor;
  /**
   * Whether to remove what the seed does not name, in the sections that it has: tenants,
   * applications and their tokens, users, roles, groups, and modules of the licence owners that it
   * names. Roles that must stay are kept. False by default.
   */
  readonly prune?: boolean | undefined;
  /** Whether to undo all changes, only to report them. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Returns the changes in their order; none when the installation already matches.
 *
 * @throws DomainError with a line for each reason why the seed cannot be applied. Then nothing has
 * changed. Also `not-permitted`.
 */
export async function applySeed(
  target: SeedTarget,
  seed: Seed,
  { actor, prune = false, dryRun = false }: ApplySeedOptions,
): Promise<readonly AppliedChange[]> {
  const { stores: outside, audit, clock } = target;
  requireFitting(target.installation, seed);
  const newPasswords = await preparePasswords(target, seed);
  let made: readonly AppliedChange[] = [];
  const applying = outside.transaction(async (stores) => {
    const loginGuardOf = (tenant: Tenant) => target.of(tenant).loginGuard;
    const given = { actor, seed, prune, newPasswords };
    const { passwordHasher, masterKeys } = target;
    const parts = { stores, audit, clock, passwordHasher, masterKeys, loginGuardOf };
    const run = new SeedRun({ ...parts, ...given });
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

/** Thrown to roll back the transaction of a dry run. */
class DryRunEnd extends Error {}

/** @throws DomainError `conflict` when the seed is for another mode, or has public passwords. */
function requireFitting({ mode, purpose }: Installation, seed: Seed): void {
  if (seed.mode !== mode) {
    const message =
      `found ${seed.mode}, but this installation is ${mode}, which cannot change; ` +
      'apply it to another installation';
    throw new DomainError('conflict', `${seed.placeOf(['mode'])}: ${message}`);
  }
  if (seed.demo && purpose === 'production') {
    const message =
      'its passwords are public, and this installation is for production; use a seed of your own';
    throw new DomainError('conflict', `${seed.placeOf(['demo'])}: ${message}`);
  }
}
