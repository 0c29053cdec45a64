/** Ends refresh tokens, together with the tickets of their access tokens. */
import type { TenantStores } from '../installation.ts';
import type { RefreshToken } from './authorization-code.ts';

type EndedStores = Pick<TenantStores, 'refreshTokens' | 'tickets'>;

/** Returns whether the token still existed. */
export async function endRefreshToken(
  { refreshTokens, tickets }: EndedStores,
  { tokenHash, ticketId }: RefreshToken,
): Promise<boolean> {
  await tickets.remove(ticketId);
  return refreshTokens.remove(tokenHash);
}
