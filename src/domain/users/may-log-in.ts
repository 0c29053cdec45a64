/** Decides whether a user may log in. */
import type { Associate } from './associate.ts';

export type LoginBar = 'disabled' | 'retired' | 'waiting-for-approval' | 'resource';

/** Returns what keeps a user from logging in whatever the credentials are, or null. */
export function loginBarOf(
  user: Pick<Associate, 'disabledAtMs' | 'retiredAtMs' | 'isWaitingForApproval' | 'type'>,
): LoginBar | null {
  if (user.disabledAtMs !== null) return 'disabled';
  if (user.retiredAtMs !== null) return 'retired';
  if (user.isWaitingForApproval) return 'waiting-for-approval';
  return user.type === 'resource' ? 'resource' : null;
}
