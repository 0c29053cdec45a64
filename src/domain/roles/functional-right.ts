/** Functional rights: what users with a role may do beside the data that they see. */
import { DomainError } from '../errors.ts';
import type { RoleType } from './role-type.ts';

export interface FunctionalRight {
  readonly id: number;
  /** The code name, such as `admin-all`: unique in a tenant without regard to case. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  readonly description: string;
  /** The type of roles that can have it. */
  readonly roleType: RoleType;
  /** The licensed module without which the right does not count; null for none. */
  readonly requiredModule: string | null;
  /** False for a right that was added to those which every tenant starts with. */
  readonly isBuiltIn: boolean;
}

/** Whether rights include the one named. `admin-all` counts as every right to administer. */
export function includesRight(rights: readonly string[], name: string): boolean {
  return rights.includes(name) || (name.startsWith('admin-') && rights.includes('admin-all'));
}

/**
 * @param right undefined where there is none with the id.
 * @throws DomainError `invalid-argument` for a right that roles of the type cannot have.
 */
export function requireRightOfType(
  right: FunctionalRight | undefined,
  id: number,
  type: RoleType,
): void {
  if (right?.roleType === type) return;
  const problem = right
    ? `A role of the type ${type} cannot have the functional right ${right.name}.`
    : `There is no functional right ${id}.`;
  const advice = 'List functional rights to see which there are for the type.';
  throw new DomainError('invalid-argument', `${problem} ${advice}`);
}
