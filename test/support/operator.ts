/** An operator, for tests that do not depend on who runs a command. */
import { authorise, type Permission } from '../../src/domain/actor.ts';

const somebody = { kind: 'operator', name: 'root@test', role: 'operator', caller: null } as const;

/** An operator who may administer the installation. */
export const operator = authorise(somebody, 'administer-installation');

export function asOperator<P extends Permission>(permission: P) {
  return authorise(somebody, permission);
}
