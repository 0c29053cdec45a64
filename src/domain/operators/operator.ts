/** Operators: the people who may use the console. They are not users of a tenant. */
import { nameProblem } from '../names.ts';

/** A `viewer` may look at everything but secrets. An `operator` may also act, as commands do. */
export const operatorRoles = ['viewer', 'operator'] as const;
export type OperatorRole = (typeof operatorRoles)[number];

export interface Operator {
  readonly id: number;
  /** Unique, case-insensitive. */
  readonly name: string;
  readonly role: OperatorRole;
  readonly createdAtMs: number;
}

export interface NewOperator extends Omit<Operator, 'id'> {
  /** In PHC string format. */
  readonly passwordHash: string;
}

export interface OperatorStore {
  /** @throws DomainError `conflict` if the name is taken. */
  add(operator: NewOperator): Promise<Operator>;
  /** Lists all operators, ordered by name. */
  list(): Promise<readonly Operator[]>;
  /** Case-insensitive. */
  findByName(name: string): Promise<Operator | null>;
  /** Returns null for an unknown operator. */
  readPasswordHash(id: number): Promise<string | null>;
  /** Returns whether the operator exists. */
  setPasswordHash(id: number, passwordHash: string): Promise<boolean>;
  /** Also removes the sessions of the operator. Returns whether the operator existed. */
  remove(id: number): Promise<boolean>;
}

const NAME_CHARACTERS_MAX = 50;

/** Returns what is wrong with the name of an operator, or null. */
export function operatorNameProblem(name: string): string | null {
  return nameProblem('operator', name, NAME_CHARACTERS_MAX);
}

/**
 * The name of an operator as an actor, such as `operator:anna`. The prefix tells operators from
 * people who run commands, who are called `root@crm1`.
 */
export function actorNameOf({ name }: Pick<Operator, 'name'>): string {
  return `operator:${name}`;
}
