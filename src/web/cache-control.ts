/** The cache header of answers that everybody may read. */
import type { WebRequestContext } from './web-request-context.ts';

/** For what is the same for every client. */
export const CACHEABLE = 'public, max-age=300';

/**
 * For what holds the URL in front of this server: where that is taken from the request, a shared
 * cache would hand the name that one client chose to the others.
 */
export function cacheControlWithBaseUrl({ baseUrlIsSet }: WebRequestContext): string {
  return baseUrlIsSet ? CACHEABLE : 'no-store';
}
