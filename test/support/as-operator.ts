/** Tests that call use cases do so as an operator, who has every permission. */
import { authorise, type Permission } from '../../src/domain/actor.ts';

export function asOperator<P extends Permission>(permission: P) {
  return authorise({ kind: 'operator', name: 'operator@test' }, permission);
}
