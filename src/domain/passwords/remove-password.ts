/** Removes the password of a user, in the transaction of a use case. */
import type { Actor } from '../actor.ts';
import type { ChangeScope } from '../changes.ts';
import type { TenantStores } from '../installation.ts';
import { requireOtherAdministrator } from '../roles/last-administrator.ts';
import type { Associate } from '../users/associate.ts';
import { requireNotOneself } from '../users/user-changes.ts';

/**
 * Ends all sessions and tokens of the user, who cannot log in by password any more.
 *
 * @throws DomainError `conflict` for oneself and for the last administrator.
 */
export async function removePassword(
  scope: ChangeScope<TenantStores>,
  actor: Actor,
  user: Associate,
): Promise<void> {
  requireNotOneself(actor, user);
  await requireOtherAdministrator(scope, user, 'a password');
  await scope.stores.associates.setPasswordHash(user.id, null);
  const detail = { userId: user.id };
  scope.record({ action: 'user-password-removed', user: user.name, detail });
}
