/** Operators: how they are administered. */
import type { Authorised } from '../actor.ts';
import type { ChangeScope, Changes } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { Stores } from '../installation.ts';
import type { LoginGuard } from '../login/login-guard.ts';
import type { PasswordHasher } from '../login/password.ts';
import { requireNoProblem } from '../names.ts';
import { generatePassword } from '../passwords/generate-password.ts';
import { acceptPassword } from '../passwords/new-password.ts';
import { defaultPasswordPolicy } from '../passwords/password-policy.ts';
import { type Operator, operatorNameProblem } from './operator.ts';

export interface OperatorsOptions {
  readonly stores: Pick<Stores, 'operators'>;
  readonly changes: Changes;
  readonly hasher: PasswordHasher;
  readonly loginGuard: Pick<LoginGuard, 'unlock'>;
}

type Administrator = Authorised<'administer-installation'>;

/** The policies of tenants do not apply to operators. */
const POLICY = defaultPasswordPolicy;

export class Operators {
  readonly #options: OperatorsOptions;

  constructor(options: OperatorsOptions) {
    this.#options = options;
  }

  /** Lists all operators, ordered by name. */
  list(_actor: Authorised<'read-installation'>): Promise<readonly Operator[]> {
    return this.#options.stores.operators.list();
  }

  /** Returns null for an unknown name. Case-insensitive. */
  find(_actor: Authorised<'read-installation'>, name: string): Promise<Operator | null> {
    return this.#options.stores.operators.findByName(name);
  }

  /**
   * @throws DomainError `invalid-argument` for the name, `validation` for the password, `conflict`
   * if the name is taken, `busy`.
   */
  async add(
    actor: Administrator,
    { name, role }: Pick<Operator, 'name' | 'role'>,
    password: string,
  ): Promise<Operator> {
    const { changes, hasher } = this.#options;
    requireNoProblem(operatorNameProblem(name));
    const { hash: passwordHash } = await acceptPassword(hasher, POLICY, password);
    return changes.run(actor, async ({ stores, nowMs: createdAtMs, record }) => {
      const operator = { name, role, createdAtMs, passwordHash };
      const added = await stores.operators.add(operator);
      record({ action: 'operator-added', detail: { name, role } });
      return added;
    });
  }

  /**
   * Sets a new password. The operator's sessions at the console end, and locks for failed logins.
   * Returns how many sessions ended.
   *
   * @throws DomainError `not-found`, `validation`, `busy`.
   */
  async setPassword(actor: Administrator, name: string, password: string): Promise<number> {
    const { changes, hasher, loginGuard } = this.#options;
    const { hash } = await acceptPassword(hasher, POLICY, password);
    return changes.run(actor, async (scope) => {
      const { stores, record } = scope;
      const operator = await requireOperator(scope, name);
      await stores.operators.setPasswordHash(operator.id, hash);
      const sessionsEnded = await stores.consoleSessions.removeOfOperator(operator.id);
      await loginGuard.unlock([operator.name], stores.operatorFailedLogins);
      record({ action: 'operator-password-set', detail: { name: operator.name, sessionsEnded } });
      return sessionsEnded;
    });
  }

  /**
   * Removes an operator and ends the operator's sessions at the console. Returns how many ended.
   *
   * @throws DomainError `not-found`.
   */
  remove(actor: Administrator, name: string): Promise<number> {
    return this.#options.changes.run(actor, async (scope) => {
      const { stores, record } = scope;
      const operator = await requireOperator(scope, name);
      const sessionsEnded = await stores.consoleSessions.removeOfOperator(operator.id);
      await stores.operators.remove(operator.id);
      record({ action: 'operator-removed', detail: { name: operator.name, sessionsEnded } });
      return sessionsEnded;
    });
  }
}

/** Returns a random password that an operator can have. */
export function generateOperatorPassword(): string {
  return generatePassword(POLICY);
}

async function requireOperator({ stores }: ChangeScope<Stores>, name: string): Promise<Operator> {
  const operator = await stores.operators.findByName(name);
  if (operator) return operator;
  const message = `There is no operator "${name}". List operators to see which there are.`;
  throw new DomainError('not-found', message);
}
