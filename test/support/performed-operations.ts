/** The operations that succeed for a caller who may call them. */
import type { RestOperation } from '../../src/rest/operations.ts';
import { performedOperations } from './user-agent-permissions.ts';

/** All operations of SoPrincipal are. The others of User need what this server does not have. */
export function isPerformed({ service, name }: Pick<RestOperation, 'service' | 'name'>): boolean {
  const ofUser: readonly string[] = performedOperations;
  return service.name !== 'User' || ofUser.includes(name);
}
