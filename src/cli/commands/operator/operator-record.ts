/** An operator, as the commands about operators print one. */
import type { Operator } from '../../../domain/operators/operator.ts';
import { printTime } from '../../terminal.ts';

export function recordOfOperator({ name, role, createdAtMs }: Operator) {
  return { name, role, added: printTime(createdAtMs) };
}
