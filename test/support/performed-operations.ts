/** The declared operations that this server implements. The others return not-implemented. */
import type { RestOperation } from '../../src/rest/operations.ts';
import {
  directoryOperations,
  gatewayOperations,
  performedOperations,
} from './user-agent-permissions.ts';

/** All operations of SoPrincipal are implemented. */
export function isPerformed({ service, name }: Pick<RestOperation, 'service' | 'name'>): boolean {
  const ofUser: readonly string[] = performedOperations;
  return service.name !== 'User' || ofUser.includes(name);
}

/** Whether the operation is always refused, because it needs the access gateway. */
export function needsGateway({ service, name }: Pick<RestOperation, 'service' | 'name'>): boolean {
  const ofGateway: readonly string[] = gatewayOperations;
  return service.name === 'User' && ofGateway.includes(name);
}

/** Whether the operation is always refused, because no type of credentials has a directory. */
export function needsDirectory({ service, name }: Pick<RestOperation, 'service' | 'name'>) {
  const ofDirectory: readonly string[] = directoryOperations;
  return service.name === 'User' && ofDirectory.includes(name);
}
