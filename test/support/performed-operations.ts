/** Which of the declared operations this server performs; the others answer not-implemented. */
import type { RestOperation } from '../../src/rest/operations.ts';

/** Of the User agent; of SoPrincipal it performs all. */
const USER_OPERATIONS: readonly string[] = ['GetAccessToken'];

export function isPerformed({ service, name }: Pick<RestOperation, 'service' | 'name'>): boolean {
  return service.name !== 'User' || USER_OPERATIONS.includes(name);
}
