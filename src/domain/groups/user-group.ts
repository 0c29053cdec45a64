/** User groups: whom a user shares data with. */
import { nameProblem, rankProblem, requireNoProblem, textProblem } from '../names.ts';

export interface UserGroup {
  readonly id: number;
  /** 1 to 239 characters; unique in a tenant without regard to case, also among deleted groups. */
  readonly name: string;
  /** 254 characters at most. */
  readonly tooltip: string;
  /** The order in lists, −32768 to 32767. */
  readonly rank: number;
  /** A deleted group can no longer be chosen, and stays because history refers to it. */
  readonly isDeleted: boolean;
}

/** A group to add; without an id it gets the next. */
export type NewUserGroup = Omit<UserGroup, 'id'> & { readonly id?: number | undefined };

/** A tenant's user groups. */
export interface UserGroupStore {
  find(id: number): Promise<UserGroup | null>;
  /** By rank, then by name; deleted ones too. */
  list(): Promise<readonly UserGroup[]>;
  /** @throws DomainError `conflict` when the name or the id is taken. */
  add(group: NewUserGroup): Promise<UserGroup>;
  /** @throws DomainError `conflict` when the name is taken, `not-found`. */
  update(group: UserGroup): Promise<void>;
  /** Adds what a new tenant starts with, whose ids are free. */
  addBuiltIn(groups: readonly UserGroup[]): Promise<void>;
  /** Those who have it as their primary group or as another, each once. */
  countMembers(id: number): Promise<number>;
  /**
   * Swaps one group of its members for another: the primary group, and the other groups, where a
   * member who has the second group already has it once.
   */
  moveMembers(fromId: number, toId: number): Promise<void>;
}

/** The groups that a tenant starts with. Inferred: the ids are those of sample databases. */
export const builtInGroups: readonly UserGroup[] = [
  'Administration',
  'Sales',
  'Service',
  'Services',
  'Marketing',
].map((name, index) => ({
  id: index + 1,
  name,
  tooltip: '',
  rank: index + 1,
  isDeleted: false,
}));

const NAME_CHARACTERS_MAX = 239;
const TOOLTIP_CHARACTERS_MAX = 254;

/** @throws DomainError `invalid-argument` saying what is wrong with which field. */
export function requireGroup({ name, tooltip, rank }: Omit<UserGroup, 'id'>): void {
  requireNoProblem(
    nameProblem('user group', name, NAME_CHARACTERS_MAX),
    textProblem('tooltip', tooltip, TOOLTIP_CHARACTERS_MAX),
    rankProblem(rank),
  );
}
