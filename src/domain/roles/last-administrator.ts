/** A tenant that has an administrator never loses the last one. */
import type { ChangeScope } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';

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
