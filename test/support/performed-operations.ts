/** The declared operations that this server implements. The others return not-implemented. */
import type { RestOperation } from '../../src/rest/operations.ts';
import { performedOperations } from './user-agent-permissions.ts';

/** All operations of SoPrincipal are implemented. */
export function isPerformed({ service, name }: Pick<RestOperation, 'service' | 'name'>): boolean {
  const ofUser: readonly string[] = performedOperations;
  return service.name !== 'User' || ofUser.includes(name);
}
