/** User groups. The members of a group share data with each other. */
import { nameProblem, rankProblem, requireNoProblem, textProblem } from '../names.ts';

export interface UserGroup {
  readonly id: number;
  /** 1 to 239 characters. Unique in a tenant, case-insensitive, including deleted groups. */
  readonly name: string;
  /** 254 characters at most. */
  readonly tooltip: string;
  /** The position in lists, −32768 to 32767. */
  readonly rank: number;
  /**
   * A deleted group is kept because historical records refer to it. It cannot be chosen any more.
   */
  readonly isDeleted: boolean;
}

/** A group to add. Without an id, it gets the next free one. */
export type NewUserGroup = Omit<UserGroup, 'id'> & { readonly id?: number | undefined };

/** The user groups of one tenant. */
export interface UserGroupStore {
  find(id: number): Promise<UserGroup | null>;
  /** Lists all groups by rank, then by name, including deleted ones. */
  list(): Promise<readonly UserGroup[]>;
  /** @throws DomainError `conflict` if the name or the id is taken. */
  add(group: NewUserGroup): Promise<UserGroup>;
  /** @throws DomainError `conflict` if the name is taken, `not-found`. */
  update(group: UserGroup): Promise<void>;
  /** Adds the groups of a new tenant. Their ids must be free. */
  addBuiltIn(groups: readonly UserGroup[]): Promise<void>;
  /** Counts the users who have the group as primary or secondary group, each once. */
  countMembers(id: number): Promise<number>;
  /**
   * Replaces one group by another for all its members, as primary and as secondary group. A member
   * who has the new group already keeps it once.
   */
  moveMembers(fromId: number, toId: number): Promise<void>;
}

/** The groups that a tenant starts with. Inferred: the ids, from sample databases. */
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

/** @throws DomainError `invalid-argument` with the field and its problem. */
export function requireGroup({ name, tooltip, rank }: Omit<UserGroup, 'id'>): void {
  requireNoProblem(
    nameProblem('user group', name, NAME_CHARACTERS_MAX),
    textProblem('tooltip', tooltip, TOOLTIP_CHARACTERS_MAX),
    rankProblem(rank),
  );
}
