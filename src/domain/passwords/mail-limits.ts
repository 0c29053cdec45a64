/** Limits on mails about passwords, for each user and each network. All nodes count together. */
import type { FailedLoginStore, FailureRule } from '../login/failed-login.ts';
import { networkOf } from '../network.ts';

const MINUTE_MS = 60_000;

/** Three mails at once, and then one in twenty minutes. */
const OF_USER = { failuresMax: 3, forgetMs: 20 * MINUTE_MS, lockMs: 20 * MINUTE_MS } as const;
/** Administrators may send mails to many users. */
const OF_NETWORK = { failuresMax: 60, forgetMs: MINUTE_MS, lockMs: MINUTE_MS } as const;

/**
 * Counts a mail, in the store that counts failed logins. Returns false if a limit is reached.
 *
 * @param address of the client. Null for a command, which has only the limit of the user.
 */
export async function countMail(
  failedLogins: FailedLoginStore,
  userId: number,
  address: string | null,
  nowMs: number,
): Promise<boolean> {
  const ofUser = { nameHash: `mail of user ${userId}`, network: '', ...OF_USER };
  const ofNetwork = (network: string) => ({ nameHash: 'mail', network, ...OF_NETWORK });
  const counts: readonly (FailureRule & { nameHash: string; network: string })[] =
    address === null ? [ofUser] : [ofUser, ofNetwork(networkOf(address))];
  for (const { nameHash, network } of counts) {
    const [found] = await failedLogins.find([nameHash], [network]);
    if ((found?.lockedUntilMs ?? 0) > nowMs) return false;
  }
  await failedLogins.count(counts, nowMs);
  return true;
}
