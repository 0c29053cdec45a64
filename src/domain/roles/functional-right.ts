/** Functional rights: what users with a role may do, apart from access to data. */
import { DomainError } from '../errors.ts';
import { nameProblem, requireNoProblem, textProblem } from '../names.ts';
import type { RoleType } from './role-type.ts';

export interface FunctionalRight {
  readonly id: number;
  /** The code name, such as `admin-all`. Unique in a tenant, case-insensitive. */
  readonly name: string;
  /** The display name. */
  readonly label: string;
  readonly description: string;
  /** The type of role that can have the right. */
  readonly roleType: RoleType;
  /** The right has no effect without this licensed module. Null if it needs none. */
  readonly requiredModule: string | null;
  /** False for a right that was added after the tenant was created. */
  readonly isBuiltIn: boolean;
}

/** A right to add. Without an id, it gets the next free one. */
export type NewFunctionalRight = Omit<FunctionalRight, 'id' | 'isBuiltIn'> & {
  readonly id?: number;
};

const NAME_CHARACTERS_MAX = 239;
const TEXT_CHARACTERS_MAX = 254;

/** @throws DomainError `invalid-argument` with the field and its problem. */
export function requireFunctionalRight({ name, label, description }: NewFunctionalRight): void {
  requireNoProblem(
    nameProblem('functional right', name, NAME_CHARACTERS_MAX),
    textProblem('label', label, TEXT_CHARACTERS_MAX),
    textProblem('description', description, TEXT_CHARACTERS_MAX),
  );
}

/** Whether the rights include the named one. `admin-all` includes every right to administer. */
export function includesRight(rights: readonly string[], name: string): boolean {
  return rights.includes(name) || (name.startsWith('admin-') && rights.includes('admin-all'));
}

/**
 * @param right undefined if no right has the id.
 * @throws DomainError `invalid-argument` if roles of the type cannot have the right.
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
