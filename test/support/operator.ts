/** Somebody who runs commands, where a test does not care who. */
import { authorise, type Permission } from '../../src/domain/actor.ts';

const somebody = { kind: 'operator', name: 'root@test' } as const;

/** Permitted to administer the installation. */
export const operator = authorise(somebody, 'administer-installation');

export function asOperator<P extends Permission>(permission: P) {
  return authorise(somebody, permission);
}
