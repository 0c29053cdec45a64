/** Logging in at the console: by a link that a command made, or by name and password. */
import type { Authorised } from '../actor.ts';
import type { AuditCaller, AuditTrail } from '../audit/audit-trail.ts';
import type { Changes } from '../changes.ts';
import type { Clock } from '../clock.ts';
import type { Stores } from '../installation.ts';
import type { Lock, LoginGuard } from '../login/login-guard.ts';
import type { PasswordHasher } from '../login/password.ts';
import { networksOf } from '../network.ts';
import { createRandomSecret, hashRandomSecret } from '../random-secret.ts';
import { type ConsoleIdentity, LINK_LIFETIME_MS } from './console-session.ts';
import { actorOf, createConsoleSession, type StartedConsoleSession } from './console-sessions.ts';
import { actorNameOf, type Operator, type OperatorStore } from './operator.ts';

export interface ConsoleLoginsOptions {
  readonly stores: Pick<Stores, 'operators' | 'consoleLinks'>;
  readonly changes: Changes;
  readonly trail: AuditTrail;
  readonly hasher: PasswordHasher;
  readonly loginGuard: Pick<LoginGuard, 'attempt'>;
  readonly clock: Clock;
}

/** The secret of a link, which is stored nowhere else, and when the link ends. */
export interface MadeConsoleLink {
  readonly secret: string;
  readonly expiresAtMs: number;
}

/** An operator whose password was right, with the hash that it was checked against. */
interface Proven {
  readonly operator: Operator;
  readonly passwordHash: string;
}

/** How somebody logs in. */
type Means = 'link' | 'password';

/** No operator has this id. Unknown names read its password, to take as long as known ones. */
const NOBODY_ID = 0;

export class ConsoleLogins {
  readonly #options: ConsoleLoginsOptions;

  constructor(options: ConsoleLoginsOptions) {
    this.#options = options;
  }

  /**
   * Makes a link that logs in once, within five minutes.
   *
   * @param identity as whom the link logs in.
   */
  makeLink(
    actor: Authorised<'administer-installation'>,
    identity: ConsoleIdentity,
  ): Promise<MadeConsoleLink> {
    const secret = createRandomSecret();
    const secretHash = hashRandomSecret(secret) ?? '';
    return this.#options.changes.run(actor, async ({ stores, nowMs, record }) => {
      const expiresAtMs = nowMs + LINK_LIFETIME_MS;
      const { name, role } = identity;
      await stores.consoleLinks.add({ secretHash, name, role, expiresAtMs });
      record({ action: 'console-link-made', detail: { name, role } });
      return { secret, expiresAtMs };
    });
  }

  /** Returns null if there is no such link, or it has expired or been used. */
  async byLink(secret: string, caller: AuditCaller): Promise<StartedConsoleSession | null> {
    const { stores, clock } = this.#options;
    const secretHash = hashRandomSecret(secret);
    const link = secretHash && (await stores.consoleLinks.find(secretHash));
    if (!link || link.expiresAtMs <= clock.now()) return this.#refuse('link', null, caller);
    const started = await this.#start('link', link, null, caller, ({ consoleLinks }) =>
      consoleLinks.remove(link.secretHash),
    );
    return started ?? this.#refuse('link', link.name, caller);
  }

  /**
   * Returns null for a wrong name or password, and while a lock for failed logins lasts.
   *
   * @throws DomainError `busy`.
   */
  async byPassword(
    name: string,
    password: string,
    caller: AuditCaller,
  ): Promise<StartedConsoleSession | null> {
    const { stores, loginGuard } = this.#options;
    const claim = { kind: 'user', name, address: caller.address } as const;
    const proven = await loginGuard.attempt(claim, () => this.#prove(name, password, caller));
    if (!proven) {
      const operator = await stores.operators.findByName(name);
      return this.#refuse('password', operator && actorNameOf(operator), caller);
    }
    const { operator, passwordHash } = proven;
    const identity = { name: actorNameOf(operator), role: operator.role };
    const started = await this.#start('password', identity, operator.id, caller, ({ operators }) =>
      operators
        .readPasswordHash(operator.id)
        // The password may have been changed meanwhile, or the operator removed.
        .then((current) => current === passwordHash),
    );
    return started ?? this.#refuse('password', identity.name, caller);
  }

  async #prove(name: string, password: string, { address }: AuditCaller): Promise<Proven | null> {
    const { stores, hasher } = this.#options;
    const operator = await stores.operators.findByName(name);
    const passwordHash = await stores.operators.readPasswordHash(operator?.id ?? NOBODY_ID);
    const matches = await hasher.verify(password, passwordHash, networksOf(address));
    return matches && operator && passwordHash !== null ? { operator, passwordHash } : null;
  }

  /** @param isStillProven is asked in the transaction that stores the session. */
  #start(
    by: Means,
    identity: ConsoleIdentity,
    operatorId: number | null,
    caller: AuditCaller,
    isStillProven: (stores: Stores) => Promise<boolean>,
  ): Promise<StartedConsoleSession | null> {
    const actor = actorOf(identity, caller);
    return this.#options.changes.run(actor, async ({ stores, nowMs, record }) => {
      if (!(await isStillProven(stores))) return null;
      const { secret, session } = createConsoleSession(identity, operatorId, nowMs);
      await stores.consoleSessions.add(session);
      record({ action: 'console-login', detail: { by, role: identity.role } });
      return { secret, session, actor };
    });
  }

  /** @param operator null if there is no such operator: the name may be a password. */
  async #refuse(by: Means, operator: string | null, caller: AuditCaller): Promise<null> {
    const { address, userAgent, requestId = null } = caller;
    const refused = { action: 'console-login', outcome: 'refused', operator } as const;
    const client = { address, userAgent, requestId };
    await this.#options.trail.recordRefusal({ ...refused, ...client, detail: { by } });
    return null;
  }
}

/**
 * Writes a lock of an operator's name to the audit trail. A name that no operator has is not
 * recorded: it may be a password in the wrong field.
 */
export async function recordOperatorLock(
  trail: AuditTrail,
  operators: OperatorStore,
  { claim, scope, untilMs }: Lock,
): Promise<void> {
  const operator = await operators.findByName(claim.name);
  await trail.recordRefusal({
    action: 'operator-locked',
    outcome: 'refused',
    operator: operator && actorNameOf(operator),
    address: claim.address,
    detail: { locked: scope, until: new Date(untilMs).toISOString() },
  });
}
