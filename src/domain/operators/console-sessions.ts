/** Sessions at the console: the rules. Use prolongs a session, up to its greatest age. */
import type { OperatorActor } from '../actor.ts';
import type { AuditCaller } from '../audit/audit-trail.ts';
import type { Changes } from '../changes.ts';
import type { Clock } from '../clock.ts';
import type { Stores } from '../installation.ts';
import { createRandomSecret, hashRandomSecret } from '../random-secret.ts';
import {
  type ConsoleIdentity,
  type ConsoleSession,
  SESSION_IDLE_MS,
  SESSION_LIFETIME_MS,
} from './console-session.ts';

/** A session with its actor, who does what the request asks for. */
export interface OpenedConsoleSession {
  readonly session: ConsoleSession;
  readonly actor: OperatorActor;
}

/** A session that was just started. Its secret is stored nowhere else. */
export interface StartedConsoleSession extends OpenedConsoleSession {
  readonly secret: string;
}

export interface ConsoleSessionsOptions {
  readonly stores: Pick<Stores, 'consoleSessions'>;
  readonly changes: Changes;
  readonly clock: Clock;
}

/** The use of a session is written at most once in this time. */
const RECORD_USE_EVERY_MS = 60_000;

export class ConsoleSessions {
  readonly #options: ConsoleSessionsOptions;

  constructor(options: ConsoleSessionsOptions) {
    this.#options = options;
  }

  /**
   * Returns the session of the secret, and records this use, which prolongs it. Returns null if
   * there is none, or it has ended.
   *
   * @param caller the client of the request.
   */
  async resume(secret: string, caller: AuditCaller): Promise<OpenedConsoleSession | null> {
    const opened = await this.open(secret, caller);
    if (!opened) return null;
    const { session } = opened;
    const { clock, stores } = this.#options;
    const idleEndsAtMs = Math.min(clock.now() + SESSION_IDLE_MS, session.endsAtMs);
    if (idleEndsAtMs - session.idleEndsAtMs < RECORD_USE_EVERY_MS) return opened;
    await stores.consoleSessions.prolong(session.secretHash, idleEndsAtMs);
    return { ...opened, session: { ...session, idleEndsAtMs } };
  }

  /**
   * Returns the session of the secret, like `resume`. Does not prolong it, so it fits requests that
   * a page makes without its user.
   */
  async open(secret: string, caller: AuditCaller): Promise<OpenedConsoleSession | null> {
    const secretHash = hashRandomSecret(secret);
    const session = secretHash && (await this.#options.stores.consoleSessions.find(secretHash));
    if (!session || session.idleEndsAtMs <= this.#options.clock.now()) return null;
    return { session, actor: actorOf(session, caller) };
  }

  /** Ends a session. Does nothing if it has ended. */
  async end({ session, actor }: OpenedConsoleSession): Promise<void> {
    await this.#options.changes.run(actor, async ({ stores, record }) => {
      if (!(await stores.consoleSessions.remove(session.secretHash))) return;
      record({ action: 'console-logout' });
    });
  }
}

/** Makes a session, which the caller must store. */
export function createConsoleSession(
  { name, role }: ConsoleIdentity,
  operatorId: number | null,
  nowMs: number,
): { readonly secret: string; readonly session: ConsoleSession } {
  const secret = createRandomSecret();
  const session = {
    name,
    role,
    operatorId,
    secretHash: hashRandomSecret(secret) ?? '',
    startedAtMs: nowMs,
    idleEndsAtMs: nowMs + SESSION_IDLE_MS,
    endsAtMs: nowMs + SESSION_LIFETIME_MS,
  };
  return { secret, session };
}

export function actorOf({ name, role }: ConsoleIdentity, caller: AuditCaller): OperatorActor {
  return { kind: 'operator', name, role, caller };
}
