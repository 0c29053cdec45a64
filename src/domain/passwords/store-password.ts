/** Stores a new password, with everything that follows from it. */
import type { ChangeScope } from '../changes.ts';
import { passwordTypeProblem } from '../credentials/credential-type.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import type { LoginGuard } from '../login/login-guard.ts';
import type { Associate } from '../users/associate.ts';
import { loginNamesOf } from '../users/login-names.ts';
import type { NewPassword } from './new-password.ts';

export interface StoredPassword {
  readonly password: NewPassword;
  /** Why the password could be set, for the audit trail. */
  readonly how: 'old-password' | 'administration' | 'generated' | 'mail';
  /** The ticket that stays valid. Null if none does. */
  readonly keptTicketId: string | null;
}

/**
 * Stores the password in the caller's transaction. Starts a new generation, which ends all other
 * sessions and tokens of the user, and a link that was mailed. Ends locks after failed logins.
 *
 * @throws DomainError `conflict` for a user of a type that never logs in.
 */
export async function storePassword(
  { stores, nowMs, record }: ChangeScope<TenantStores>,
  loginGuard: Pick<LoginGuard, 'unlock'>,
  user: Associate,
  { password, how, keptTicketId }: StoredPassword,
): Promise<void> {
  const { associates, tickets, failedLogins } = stores;
  const problem = passwordTypeProblem(user.type);
  if (problem !== null) throw new DomainError('conflict', problem);
  await associates.setPasswordHash(user.id, password.hash);
  const after = await associates.find(user.id);
  if (keptTicketId !== null && after) {
    await tickets.carryOver(
      { id: keptTicketId, associateId: user.id },
      {
        fromGeneration: user.generation,
        toGeneration: after.generation,
        // Access tokens that were issued in the same millisecond may be older than the change.
        tokensFromMs: nowMs + 1,
      },
    );
  }
  await loginGuard.unlock(loginNamesOf(user), failedLogins);
  record({ action: 'user-password-set', user: user.name, detail: { userId: user.id, how } });
}
