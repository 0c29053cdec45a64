/** Which of the declared operations this server performs; the others answer not-implemented. */
import type { RestOperation } from '../../src/rest/operations.ts';
import { performedOperations } from './user-agent-permissions.ts';

/** Of SoPrincipal it performs all. */
export function isPerformed({ service, name }: Pick<RestOperation, 'service' | 'name'>): boolean {
  const ofUser: readonly string[] = performedOperations;
  return service.name !== 'User' || ofUser.includes(name);
}
