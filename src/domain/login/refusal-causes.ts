/**
 * Finds why credentials were refused. Clients are told the same for every cause, so only the
 * operator may read this. It looks again, and is called only for requests that somebody watches.
 */
import type { AuditAction, AuditStore, StoredAuditEvent } from '../audit/audit.ts';
import type { Clock } from '../clock.ts';
import type { RefusalCause } from '../request-notes.ts';
import { looksLikeAccessToken } from '../sessions/access-token.ts';
import type { AccessTokenRefusal, AccessTokens } from '../sessions/access-tokens.ts';
import { looksLikeJwt } from '../sessions/jwt-access-token.ts';
import type { JwtAccessTokens } from '../sessions/jwt-access-tokens.ts';
import type { InvalidTicket, Sessions, TicketFlaw } from '../sessions/sessions.ts';

export interface RefusalCausesOptions {
  /** Empty on-site. */
  readonly contextIdentifier: string;
  readonly sessions: Sessions;
  readonly accessTokens: AccessTokens;
  readonly jwtAccessTokens: JwtAccessTokens;
  readonly audit: AuditStore;
  readonly clock: Clock;
}

/** How many of the latest audit events are searched. */
const EVENTS_MAX = 100;

const ENDING: readonly AuditAction[] = [
  'user-password-set',
  'user-password-removed',
  'user-disabled',
  'user-retired',
  'user-changed',
];

export class RefusalCauses {
  readonly #options: RefusalCausesOptions;

  constructor(options: RefusalCausesOptions) {
    this.#options = options;
  }

  /** Returns null for a valid token. @param text a ticket, an access token or a JWT. */
  ofToken(text: string): Promise<RefusalCause | null> {
    const token = text.trim();
    if (looksLikeAccessToken(token)) return this.ofAccessToken(token);
    return looksLikeJwt(token) ? this.#ofJwt(token) : this.#ofTicket(token);
  }

  async #ofTicket(text: string): Promise<RefusalCause | null> {
    if (text === '') return { reason: 'ticket-missing', text: 'The ticket is empty.' };
    const judged = await this.#options.sessions.judge(text);
    return 'flaw' in judged ? this.#explainTicket(judged) : null;
  }

  /** Returns null for a valid access token. */
  async ofAccessToken(text: string): Promise<RefusalCause | null> {
    const verdict = await this.#options.accessTokens.verify(text);
    if (verdict.valid) return null;
    const { refusal, claims } = verdict;
    const explained = explainToken('access token', refusal, claims);
    return refusal === 'session-ended' ? this.#withSession(explained, claims?.ticketId) : explained;
  }

  async #ofJwt(text: string): Promise<RefusalCause | null> {
    const verdict = await this.#options.jwtAccessTokens.judge(text);
    if (verdict.valid) return null;
    const { refusal, claims } = verdict;
    const times = claims && { validFromMs: claims.nbf * 1000, validToMs: claims.exp * 1000 };
    const explained = explainToken('JWT', refusal, times);
    return refusal === 'session-ended' ? this.#withSession(explained, claims?.sid) : explained;
  }

  /** Adds why the session of a token has ended. */
  async #withSession(token: RefusalCause, ticketId = ''): Promise<RefusalCause> {
    const judged = await this.#options.sessions.judgeId(ticketId);
    if (!('flaw' in judged)) {
      return { ...token, text: `${token.text} The user has set another password since.` };
    }
    const { reason, text } = await this.#explainTicket(judged);
    return { reason, text: `${token.text} ${text}` };
  }

  async #explainTicket(invalid: InvalidTicket): Promise<RefusalCause> {
    const { flaw, associate, ticket } = invalid;
    const name = associate?.name ?? 'its user';
    switch (flaw) {
      case 'unknown':
        return this.#explainUnknown(invalid);
      case 'ended':
        return this.#explainEnded(invalid, name);
      case 'expired': {
        const at = `at ${timeOf(ticket?.expiresAtMs ?? 0)}`;
        const used = `It was last used at ${timeOf(ticket?.lastUsedAtMs ?? 0)}.`;
        return { reason: 'ticket-expired', text: `The ticket expired ${at}. ${used} ${LOG_IN}` };
      }
      default: {
        const { reason, text } = TICKET_FLAWS[flaw];
        return { reason, text: text.replace('NAME', name) };
      }
    }
  }

  async #explainUnknown({ ticketId }: InvalidTicket): Promise<RefusalCause> {
    const events = await this.#latestEvents();
    const ofTicket = events.filter(({ detail }) => detail['ticketId'] === ticketId);
    const revoked = ofTicket.find(({ action }) => action === 'ticket-revoked');
    if (revoked) {
      const text = `The ticket was ended at ${timeOf(revoked.atMs)}, by a logout or an operator.`;
      return { reason: 'ticket-revoked', text: `${text} ${LOG_IN}` };
    }
    const [known] = ofTicket;
    if (known) return this.#explainRemoved(known);
    const text =
      'No such ticket is stored. It was issued by another installation, or it was ended, or it ' +
      `expired and was removed. ${LOG_IN}`;
    return { reason: 'ticket-unknown', text };
  }

  /** Tickets are removed soon after they have expired. */
  async #explainRemoved({ user, atMs }: StoredAuditEvent): Promise<RefusalCause> {
    const { accessTokens, clock } = this.#options;
    const event = user === null ? undefined : await this.#findEnding(user, atMs);
    if (event && user !== null) return explainEnding(event, user);
    const used = `The ticket was in use at ${timeOf(atMs)}`;
    return clock.now() < atMs + accessTokens.ticketLifetimeMs
      ? { reason: 'ticket-ended', text: `${used}, and has ended since. ${LOG_IN}` }
      : { reason: 'ticket-expired', text: `${used}, and has expired since. ${LOG_IN}` };
  }

  async #explainEnded({ ticket }: InvalidTicket, name: string): Promise<RefusalCause> {
    return explainEnding(await this.#findEnding(name, ticket?.issuedAtMs ?? 0), name);
  }

  /** A user has many events, so the last one of a kind that ends sessions tells the reason. */
  async #findEnding(user: string, sinceMs: number): Promise<StoredAuditEvent | undefined> {
    const events = await this.#latestEvents(user);
    return events.find(
      ({ action, outcome, atMs }) =>
        outcome === 'succeeded' && atMs >= sinceMs && ENDING.includes(action),
    );
  }

  /** The newest first. */
  #latestEvents(user?: string): Promise<readonly StoredAuditEvent[]> {
    const { audit, contextIdentifier: tenant } = this.#options;
    return audit.listLatest(user === undefined ? { tenant } : { tenant, user }, EVENTS_MAX);
  }
}

const LOG_IN = 'Log in again, and send the new ticket.';

const ENDED_BY: Readonly<Record<string, readonly [reason: string, what: string]>> = {
  'user-password-set': ['password-changed', 'got a new password'],
  'user-password-removed': ['password-changed', 'lost the password'],
  'user-disabled': ['user-was-disabled', 'was disabled'],
  'user-retired': ['user-was-retired', 'was retired'],
};
const ENDED_ANYHOW = ['sessions-ended', 'was changed'] as const;

function explainEnding(event: StoredAuditEvent | undefined, name: string): RefusalCause {
  const [reason, what] = ENDED_BY[event?.action ?? ''] ?? ENDED_ANYHOW;
  const at = event ? ` at ${timeOf(event.atMs)}` : '';
  return { reason, text: `${name} ${what}${at}, which ended the ticket. ${LOG_IN}` };
}

const TICKET_FLAWS: Readonly<
  Record<Exclude<TicketFlaw, 'unknown' | 'ended' | 'expired'>, RefusalCause>
> = {
  malformed: {
    reason: 'ticket-malformed',
    text:
      'The text is no ticket. A ticket is 7T: and base64, as the login answers it. Send it whole ' +
      'and unchanged.',
  },
  'other-tenant': {
    reason: 'ticket-of-other-tenant',
    text: 'The ticket is of another tenant. Send it to the address of its own tenant.',
  },
  forged: {
    reason: 'ticket-forged',
    text: 'The ticket was changed: its secret is not the one that was issued.',
  },
  'user-removed': { reason: 'user-removed', text: 'The user of the ticket was removed.' },
  disabled: { reason: 'user-disabled', text: 'NAME is disabled, which ended the ticket.' },
  retired: { reason: 'user-retired', text: 'NAME is retired, which ended the ticket.' },
  'waiting-for-approval': {
    reason: 'user-waits-for-approval',
    text: 'NAME waits for approval. An administrator can approve the user.',
  },
  resource: { reason: 'user-is-resource', text: 'NAME is a resource, which cannot log in.' },
};

interface Times {
  readonly validFromMs: number;
  readonly validToMs: number;
}

const TOKEN_REFUSALS: Readonly<Record<AccessTokenRefusal, (times: Times | null) => string>> = {
  malformed: () => 'has not the form of one. Send it whole and unchanged',
  'unknown-version': () => 'has a form that this version of the server does not know',
  'unknown-key': () => 'was made with a key that is not, or no longer, of this installation',
  forged: () => 'was changed: its seal or signature does not fit',
  'other-tenant': () => 'is of another tenant. Send it to the address of its own tenant',
  'not-yet-valid': (times) => `is not valid before ${timeOf(times?.validFromMs ?? 0)}`,
  expired: (times) => `expired at ${timeOf(times?.validToMs ?? 0)}. Get another`,
  revoked: () => 'was revoked. Get another',
  'application-ended': () =>
    'is of an application that was removed or disabled, or is not installed any more',
  'session-ended': () => 'has ended with its session',
};

function explainToken(
  what: 'access token' | 'JWT',
  refusal: AccessTokenRefusal,
  times: Times | null,
): RefusalCause {
  const kind = what === 'JWT' ? 'jwt' : 'access-token';
  return { reason: `${kind}-${refusal}`, text: `The ${what} ${TOKEN_REFUSALS[refusal](times)}.` };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
