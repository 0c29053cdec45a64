/** Checks and hashes the passwords of a seed before its transaction, because hashing is slow. */
import type { Stores } from '../domain/installation.ts';
import type { PasswordHasher } from '../domain/login/password.ts';
import type { Seed } from './seed.ts';
import type { SeedUser } from './seed-schema.ts';

/** The number of passwords that are checked concurrently. */
const AT_THE_SAME_TIME = 4;

interface PasswordsSource {
  readonly stores: Stores;
  readonly passwords: PasswordHasher;
}

/** The hash of each user's new password; null for an unchanged password. */
export async function preparePasswords(
  { stores, passwords }: PasswordsSource,
  { tenants = [] }: Seed,
): Promise<ReadonlyMap<SeedUser, string | null>> {
  const hashes = new Map<SeedUser, string | null>();
  for (const { contextIdentifier, users = [] } of tenants) {
    const tenant = await stores.tenants.find(contextIdentifier);
    const associates = tenant && stores.ofTenant(tenant.id).associates;
    const hashOf = async ({ name, password = '' }: SeedUser) => {
      const user = (await associates?.findByName(name)) ?? null;
      const stored = user && associates ? await associates.readPasswordHash(user.id) : null;
      const isSame = stored !== null && (await passwords.verify(password, stored));
      return isSame ? null : passwords.hash(password);
    };
    const wanted = users.filter(({ password }) => password !== undefined);
    for (let start = 0; start < wanted.length; start += AT_THE_SAME_TIME) {
      const batch = wanted.slice(start, start + AT_THE_SAME_TIME);
      await Promise.all(batch.map(async (user) => hashes.set(user, await hashOf(user))));
    }
  }
  return hashes;
}
