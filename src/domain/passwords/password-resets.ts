/** New passwords by mail: sends links, and sets the password that a user chooses at one. */
import type { Authorised } from '../actor.ts';
import { authorise } from '../actor.ts';
import type { AuditCaller } from '../audit/audit-trail.ts';
import type { TenantChanges } from '../changes.ts';
import type { Clock } from '../clock.ts';
import type { TenantStores } from '../installation.ts';
import type { LoginGuard } from '../login/login-guard.ts';
import type { PasswordHasher } from '../login/password.ts';
import { networksOf } from '../network.ts';
import { createRandomSecret, hashRandomSecret } from '../random-secret.ts';
import { requireManaged } from '../users/administered.ts';
import type { Associate } from '../users/associate.ts';
import { loginBarOf } from '../users/may-log-in.ts';
import { countMail } from './mail-limits.ts';
import { MailError, type Mailer, type MailProblem } from './mailer.ts';
import { acceptPassword, policyInForce, requirePassword } from './new-password.ts';
import { passwordMail } from './password-mail.ts';
import type { PasswordPolicy } from './password-policy.ts';
import { type PasswordReset, RESET_LIFETIME_MS } from './password-reset.ts';
import { storePassword } from './store-password.ts';

/** How mails are sent, and where their links lead. */
export interface MailDelivery {
  readonly mailer: Mailer;
  /** The URL at which people reach this server, without a slash at the end. */
  readonly publicUrl: string;
}

export interface PasswordResetsOptions {
  readonly stores: Pick<TenantStores, 'associates' | 'passwordPolicies' | 'passwordResets'>;
  readonly changes: TenantChanges;
  readonly hasher: PasswordHasher;
  readonly loginGuard: Pick<LoginGuard, 'unlock'>;
  readonly clock: Clock;
  readonly contextIdentifier: string;
  readonly companyName: () => Promise<string>;
  /** Null if no mail server is configured. */
  readonly delivery: MailDelivery | null;
}

/** The result of a request for a mail. */
export interface MailOutcome {
  readonly isSent: boolean;
  /** Why no mail was sent. Empty if one was. */
  readonly reason: string;
}

/** The user whose password a link sets, and what the password needs. */
export interface OpenedReset {
  readonly userName: string;
  readonly policy: PasswordPolicy;
}

const REASONS: Readonly<Record<MailProblem, string>> = {
  busy: 'Too many mails are being sent. Try again in a minute.',
  unreachable: 'The mail server cannot be reached. Try again later.',
  insecure: 'The connection to the mail server is not secure. Ask the operator of this server.',
  'login-refused': 'The mail server refuses this server. Ask the operator of this server.',
  'mail-refused': 'The mail server refuses the mail. Check the e-mail address of the user.',
};

type Caller = Authorised<'change-passwords'>;

export class PasswordResets {
  readonly #options: PasswordResetsOptions;

  constructor(options: PasswordResetsOptions) {
    this.#options = options;
  }

  /** Whether a mail can be sent to the user. */
  async canSend(userId: number): Promise<boolean> {
    const { stores, delivery } = this.#options;
    if (delivery === null) return false;
    const user = await stores.associates.find(userId);
    return user !== null && reasonAgainst(user) === null;
  }

  /**
   * Mails a link by which the user can choose a new password once within an hour. An earlier link
   * of the user ends.
   *
   * @throws DomainError `not-permitted`, `not-found`.
   */
  async send(actor: Caller, userId: number): Promise<MailOutcome> {
    const { stores, delivery } = this.#options;
    const user = await requireManaged(stores.associates, actor, { id: userId });
    const { email } = user;
    const reason = delivery === null ? 'No mail server is configured.' : reasonAgainst(user);
    if (delivery === null || email === null || reason !== null) {
      return { isSent: false, reason: reason ?? '' };
    }
    const token = createRandomSecret();
    if (!(await this.#begin(actor, user, email, token))) {
      const told = `Too many mails were sent to ${user.name}, or from your network.`;
      return { isSent: false, reason: `${told} Try again in 20 minutes.` };
    }
    try {
      const company = await this.#options.companyName();
      await delivery.mailer.send(passwordMail(user, email, company, this.#linkOf(delivery, token)));
      return { isSent: true, reason: '' };
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      await this.#recordFailure(actor, user, token, error);
      return { isSent: false, reason: REASONS[error.problem] };
    }
  }

  /** Returns null if the link is not valid, or no longer valid. */
  async open(token: string): Promise<OpenedReset | null> {
    const { stores } = this.#options;
    const user = await this.#userOf(token);
    if (!user) return null;
    return { userName: user.name, policy: await policyInForce(stores.passwordPolicies) };
  }

  /**
   * Sets the password of the link's user. All sessions and tokens of the user end, and so does the
   * link. Returns false if the link is not valid, or no longer valid.
   *
   * @throws DomainError `validation`, which leaves the link valid; `busy`.
   */
  async complete(token: string, newPassword: string, caller: AuditCaller): Promise<boolean> {
    const { stores, changes, hasher, loginGuard } = this.#options;
    const user = await this.#userOf(token);
    if (!user) return false;
    const policy = await policyInForce(stores.passwordPolicies);
    requirePassword(policy, newPassword, 'Password');
    const networks = networksOf(caller.address);
    const password = await acceptPassword(hasher, policy, newPassword, { networks });
    const principal = await stores.associates.principal(user);
    const holder = { kind: 'user', principal, application: null, caller } as const;
    return changes.run(authorise(holder, 'change-passwords'), async (scope) => {
      // If two requests have the same link, only one of them sets the password.
      const reset = await this.#validReset(token, scope.stores);
      const current = reset && (await scope.stores.associates.find(reset.associateId));
      if (!current) return false;
      const stored = { password, how: 'mail', keptTicketId: null } as const;
      await storePassword(scope, loginGuard, current, stored);
      return true;
    });
  }

  /** Returns false if too many mails were sent. */
  #begin(actor: Caller, user: Associate, email: string, token: string): Promise<boolean> {
    const address = actor.kind === 'user' ? actor.caller.address : null;
    const tokenHash = hashRandomSecret(token) ?? '';
    return this.#options.changes.run(actor, async ({ stores, nowMs, record }) => {
      const { failedLogins, passwordResets } = stores;
      if (!(await countMail(failedLogins, user.id, address, nowMs))) return false;
      const expiresAtMs = nowMs + RESET_LIFETIME_MS;
      const { id: associateId, generation } = user;
      await passwordResets.set({ associateId, tokenHash, email, generation, expiresAtMs });
      const detail = { userId: associateId };
      record({ action: 'password-mail-requested', user: user.name, detail });
      return true;
    });
  }

  #recordFailure(
    actor: Caller,
    user: Associate,
    token: string,
    { problem, detail }: MailError,
  ): Promise<void> {
    return this.#options.changes.run(actor, async ({ stores, record }) => {
      // A later mail may have replaced the link.
      if (await this.#validReset(token, stores)) await stores.passwordResets.remove(user.id);
      const facts = { userId: user.id, problem, serverAnswer: detail };
      record({ action: 'password-mail-failed', user: user.name, detail: facts });
    });
  }

  #linkOf({ publicUrl }: MailDelivery, token: string): string {
    const { contextIdentifier } = this.#options;
    const tenant = contextIdentifier === '' ? '' : `/${contextIdentifier}`;
    return `${publicUrl}${tenant}/password?token=${token}`;
  }

  async #userOf(token: string): Promise<Associate | null> {
    const { stores } = this.#options;
    const reset = await this.#validReset(token, stores);
    return reset && stores.associates.find(reset.associateId);
  }

  async #validReset(
    token: string,
    { associates, passwordResets }: PasswordResetsOptions['stores'],
  ): Promise<PasswordReset | null> {
    const tokenHash = hashRandomSecret(token);
    const reset = tokenHash === null ? null : await passwordResets.find(tokenHash);
    if (!reset || reset.expiresAtMs <= this.#options.clock.now()) return null;
    const user = await associates.find(reset.associateId);
    if (!user || loginBarOf(user) !== null) return null;
    return user.email === reset.email && user.generation === reset.generation ? reset : null;
  }
}

/** Returns why no mail can be sent to the user, or null. */
function reasonAgainst(user: Associate): string | null {
  if (loginBarOf(user) !== null) return `The user ${user.name} cannot log in.`;
  return user.email === null ? `The user ${user.name} has no e-mail address.` : null;
}
