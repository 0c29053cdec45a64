/**
 * The door of the console of a test server that other machines can reach: whoever has the token of
 * the control API gets in. Sessions are in memory, so that a reset does not end them.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ConsoleDoor, NewSession, SignedIn } from '../console-server/console-door.ts';
import type { AuditCaller } from '../domain/audit/audit-trail.ts';
import { systemClock } from '../domain/clock.ts';
import { SESSION_IDLE_MS, SESSION_LIFETIME_MS } from '../domain/operators/console-session.ts';

interface Session {
  idleEndsAtMs: number;
  readonly endsAtMs: number;
}

const SECRET_BYTES = 32;
const SESSIONS_MAX = 100;
/** Names the actor of what is done there. */
const NAME = 'console';

/** Sessions keep real time, because tests move the server's clock. */
export class TokenDoor implements ConsoleDoor {
  readonly isOpen = false;
  readonly #token: string;
  /** By the hash of the secret. */
  readonly #sessions = new Map<string, Session>();

  constructor(token: string) {
    this.#token = token;
  }

  async find(secret: string | null, caller: AuditCaller, isUse: boolean): Promise<SignedIn | null> {
    const nowMs = systemClock.now();
    const session = this.#sessions.get(hashOf(secret ?? '').toString('hex'));
    if (!session || session.idleEndsAtMs <= nowMs) return null;
    if (isUse) session.idleEndsAtMs = Math.min(nowMs + SESSION_IDLE_MS, session.endsAtMs);
    return signedIn(session, caller);
  }

  async byLink(token: string, caller: AuditCaller): Promise<NewSession | null> {
    if (!timingSafeEqual(hashOf(token), hashOf(this.#token))) return null;
    const nowMs = systemClock.now();
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const session = {
      idleEndsAtMs: nowMs + SESSION_IDLE_MS,
      endsAtMs: nowMs + SESSION_LIFETIME_MS,
    };
    this.#sessions.set(hashOf(secret).toString('hex'), session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > SESSIONS_MAX && oldest) this.#sessions.delete(oldest);
    return { secret, ...signedIn(session, caller) };
  }

  async byPassword(): Promise<null> {
    return null;
  }

  async signOut(secret: string | null): Promise<void> {
    this.#sessions.delete(hashOf(secret ?? '').toString('hex'));
  }
}

function signedIn({ idleEndsAtMs, endsAtMs }: Session, caller: AuditCaller): SignedIn {
  return {
    actor: { kind: 'operator', name: NAME, role: 'operator', caller },
    idleEndsAtMs,
    endsAtMs,
  };
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
