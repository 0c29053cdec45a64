/** A tenant that has an administrator never loses the last one. */

import type { ChangeScope } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import type { Associate } from '../users/associate.ts';

/**
 * Makes a change that may take the right `admin-all` from users, and undoes it by failing when
 * nobody would be left who has it and can log in.
 *
 * @throws DomainError `conflict`
 */
export async function requireAdministrator<R>(
  { stores }: Pick<ChangeScope<Pick<TenantStores, 'roles'>>, 'stores'>,
  change: () => Promise<R>,
): Promise<R> {
  const before = await stores.roles.countEnabledUsersWith('admin-all');
  const result = await change();
  if (before === 0 || (await stores.roles.countEnabledUsersWith('admin-all')) > 0) return result;
  throw new DomainError(
    'conflict',
    'This would leave no enabled user with the functional right admin-all. Give it to another first.',
  );
}

/**
 * For what the last administrator must not lose in any other way than with the right.
 *
 * @throws DomainError `conflict` when the user is the only one who has `admin-all` and can log in.
 */
export async function requireOtherAdministrator(
  { stores }: Pick<ChangeScope<Pick<TenantStores, 'roles' | 'associates'>>, 'stores'>,
  user: Associate,
): Promise<void> {
  const { functionalRights } = await stores.associates.principal(user);
  if (user.disabledAtMs !== null || !functionalRights.includes('admin-all')) return;
  if ((await stores.roles.countEnabledUsersWith('admin-all')) > 1) return;
  const message = `The user ${user.name} is the last with the functional right admin-all, and must keep a licence.`;
  throw new DomainError('conflict', `${message} Give the right to another first.`);
}
