/** The declared operations that are performed for some callers. The others are always refused. */
import type { RestOperation } from '../../src/rest/operations.ts';
import { performedOperations } from './user-agent-permissions.ts';

/** All operations of SoPrincipal are performed. */
export function isPerformed({ service, name }: Pick<RestOperation, 'service' | 'name'>): boolean {
  const ofUser: readonly string[] = performedOperations;
  return service.name !== 'User' || ofUser.includes(name);
}
