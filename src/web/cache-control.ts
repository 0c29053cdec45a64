/** The Cache-Control header of public answers. */
import type { WebRequestContext } from './web-request-context.ts';

/** For answers that are the same for every client. */
export const CACHEABLE = 'public, max-age=300';

/**
 * For answers that contain the base URL. If the base URL comes from the request, a shared cache
 * could give one client's host name to other clients.
 */
export function cacheControlWithBaseUrl({ baseUrlIsSet }: WebRequestContext): string {
  return baseUrlIsSet ? CACHEABLE : 'no-store';
}
