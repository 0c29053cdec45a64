/**
 * Checks and hashes the new passwords of a seed before its transaction, because hashing is slow.
 * The passwords of a seed for demos are public, so their hashes take the least work.
 */
import { DomainError } from '../domain/errors.ts';
import type { Stores, TenantStores } from '../domain/installation.ts';
import { leastHashCost, PasswordHasher } from '../domain/login/password.ts';
import {
  acceptPassword,
  type NewPassword,
  policyInForce,
} from '../domain/passwords/new-password.ts';
import { defaultPasswordPolicy, type PasswordPolicy } from '../domain/passwords/password-policy.ts';
import { problemLines } from './problem-lines.ts';
import { pathOfTenant, type Seed } from './seed.ts';
import type { SeedPath } from './seed-path.ts';
import type { SeedTenant, SeedUser } from './seed-schema.ts';

/** The number of passwords that are checked concurrently. */
const AT_THE_SAME_TIME = 4;

interface PasswordsSource {
  readonly stores: Stores;
  readonly passwordHasher: PasswordHasher;
}

interface WantedPassword {
  readonly user: SeedUser;
  readonly password: string;
  readonly path: SeedPath;
}

/**
 * Returns the new password of each user; null for an unchanged password.
 *
 * @throws DomainError `validation` with a line for each password that breaks the policy.
 */
export async function preparePasswords(
  { stores, passwordHasher }: PasswordsSource,
  seed: Seed,
): Promise<ReadonlyMap<SeedUser, NewPassword | null>> {
  const hasher = seed.demo ? new PasswordHasher(leastHashCost) : passwordHasher;
  const prepared = new Map<SeedUser, NewPassword | null>();
  const problems: string[] = [];
  for (const [index, tenant] of (seed.tenants ?? []).entries()) {
    const found = await stores.tenants.find(tenant.contextIdentifier);
    const present = found && stores.ofTenant(found.id);
    const policy = await policyFor(tenant, present);
    const prepare = async ({ user, password }: WantedPassword) => {
      const stored = present && (await storedHash(present, user));
      const isSame = stored !== null && (await hasher.verify(password, stored));
      prepared.set(user, isSame ? null : await acceptPassword(hasher, policy, password));
    };
    const wanted = wantedPasswords(tenant, pathOfTenant(seed, index));
    for (let start = 0; start < wanted.length; start += AT_THE_SAME_TIME) {
      const batch = wanted.slice(start, start + AT_THE_SAME_TIME);
      await Promise.all(
        batch.map((one) =>
          prepare(one).catch((error: unknown) => {
            if (!(error instanceof DomainError) || error.code !== 'validation') throw error;
            problems.push(`${seed.placeOf(one.path)}: ${error.message}`);
          }),
        ),
      );
    }
  }
  if (problems.length > 0) throw new DomainError('validation', problemLines(problems));
  return prepared;
}

/** The policy that the seed gives, which is stored before the users are. */
async function policyFor(
  { passwordPolicy }: SeedTenant,
  present: TenantStores | null,
): Promise<PasswordPolicy> {
  if (passwordPolicy !== undefined) return passwordPolicy ?? defaultPasswordPolicy;
  return present ? policyInForce(present.passwordPolicies) : defaultPasswordPolicy;
}

function wantedPasswords({ users = [] }: SeedTenant, path: SeedPath): readonly WantedPassword[] {
  return users.flatMap((user, index) => {
    const { password } = user;
    return password === undefined
      ? []
      : [{ user, password, path: [...path, 'users', index, 'password'] }];
  });
}

async function storedHash(
  { associates }: TenantStores,
  { name }: SeedUser,
): Promise<string | null> {
  const user = await associates.findByName(name);
  return user && associates.readPasswordHash(user.id);
}
