/** Plans what makes an installation hold what a seed says. Planning changes nothing. */
import type { Clock } from '../domain/clock.ts';
import { DomainError } from '../domain/errors.ts';
import type { Installation, Stores } from '../domain/installation.ts';
import type { PasswordHasher } from '../domain/password.ts';
import type { Change } from './change.ts';
import { diffSeeds } from './diff-seeds.ts';
import { readPresentSeed } from './present-seed.ts';
import { problemLines } from './problem-lines.ts';
import type { Seed } from './seed.ts';
import { settlePasswords, settleTokens } from './settle-secrets.ts';

/** What a seed is applied to. */
export interface SeedTarget {
  readonly installation: Installation;
  readonly stores: Stores;
  readonly passwords: PasswordHasher;
  readonly clock: Clock;
}

export interface PlanOptions {
  /**
   * Whether what the seed does not list is removed, in the sections that it has: tenants,
   * applications with their tokens, roles, groups, licences and users. False by default.
   */
  readonly prune?: boolean | undefined;
}

/** The changes in the order in which they are made; none when all is as the seed says. */
export interface SeedPlan {
  readonly changes: readonly Change[];
}

/**
 * Everything that can be checked is checked here. What cannot: an id that was removed once is never
 * given again, which only the store knows.
 *
 * @throws DomainError `conflict` with a line for each reason why the seed cannot be applied here.
 */
export async function planSeed(
  target: SeedTarget,
  seed: Seed,
  { prune = false }: PlanOptions = {},
): Promise<SeedPlan> {
  const present = await readPresentSeed(target.installation, target.stores);
  const difference = diffSeeds(present, seed, { prune });
  const { changes, problems } = await settleTokens(target, difference.changes);
  const all = [...difference.problems, ...problems];
  if (all.length > 0) {
    const lines = all.map(({ path, message }) => `${seed.placeOf(path)}: ${message}`);
    throw new DomainError('conflict', problemLines(lines));
  }
  return { changes: await settlePasswords(target, changes) };
}
