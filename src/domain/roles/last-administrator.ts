/** Protects the last administrator: a tenant with an administrator always keeps one. */

import type { ChangeScope } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import type { Associate } from '../users/associate.ts';
import { loginBarOf } from '../users/may-log-in.ts';

/**
 * Runs a change that may take the right `admin-all` from users. Fails if no user with the right
 * could log in afterwards, so that the transaction rolls back.
 *
 * @throws DomainError `conflict`
 */
export async function requireAdministrator<R>(
  { stores }: Pick<ChangeScope<Pick<TenantStores, 'roles'>>, 'stores'>,
  change: () => Promise<R>,
): Promise<R> {
  const before = await stores.roles.countEnabledUsersWith('admin-all', 1);
  const result = await change();
  const after = await stores.roles.countEnabledUsersWith('admin-all', 1);
  if (before === 0 || after > 0) return result;
  throw new DomainError(
    'conflict',
    'This would leave no enabled user with the functional right admin-all. Give it to another first.',
  );
}

/**
 * Guards changes that would keep the last administrator from working, although the right stays.
 *
 * @param what the user must keep, such as `a licence`.
 * @throws DomainError `conflict` if no other enabled user has `admin-all`.
 */
export async function requireOtherAdministrator(
  { stores }: Pick<ChangeScope<Pick<TenantStores, 'roles' | 'associates'>>, 'stores'>,
  user: Associate,
  what: string,
): Promise<void> {
  const { functionalRights } = await stores.associates.principal(user);
  if (loginBarOf(user) !== null || !functionalRights.includes('admin-all')) return;
  if ((await stores.roles.countEnabledUsersWith('admin-all', 2)) > 1) return;
  const message = `The user ${user.name} is the last with the functional right admin-all, and must keep ${what}.`;
  throw new DomainError('conflict', `${message} Give the right to another first.`);
}
