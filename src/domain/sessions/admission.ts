/** Admission: decides who may call a service. The rules are the same for every protocol. */

import type { Application } from '../applications/application.ts';
import type { Agent, Applications } from '../applications/applications.ts';
import { DomainError } from '../errors.ts';
import type { InstallationMode } from '../installation.ts';
import { type LoginRecorder, recordLogin } from '../login/audited-login.ts';
import type { Credentials } from '../login/authenticator.ts';
import type { PasswordAuthenticator } from '../login/password-authenticator.ts';
import type { RefusalCauses } from '../login/refusal-causes.ts';
import type { RateLimit } from '../rate-limit.ts';
import { noteAdmitted } from '../request-notes.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Session, Sessions, TicketUser } from './sessions.ts';

/** The credentials that a call presents. */
export interface Proof {
  /** The user's credentials. Null if none were sent. */
  readonly credentials: Exclude<Credentials, { readonly kind: 'assertion' }> | null;
  /** Empty if none was sent. An access token identifies its application instead. */
  readonly applicationToken: string;
}

export interface AdmissionOptions extends LoginRecorder {
  readonly mode: InstallationMode;
  readonly applications: Applications;
  readonly sessions: Sessions;
  readonly accessTokens: AccessTokens;
  readonly passwords: PasswordAuthenticator;
  /** Keyed by application id. */
  readonly applicationRate: RateLimit;
  readonly refusalCauses: RefusalCauses;
}

export interface AdmittedSession {
  readonly session: Session;
  /** Null if none is known, which happens only on-site. */
  readonly application: Application | null;
  /** The access token that was presented. Null for other credentials. */
  readonly accessTokenId: string | null;
}

export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /**
   * Admits a call to a service that needs no session.
   *
   * @throws DomainError `application-refused`, `agent-restricted`, `too-many-requests`,
   *   `session-invalid` for an access token.
   */
  async admitApplication(
    proof: Proof,
    agent: Agent,
    user: TicketUser,
  ): Promise<Application | null> {
    const { credentials, applicationToken } = proof;
    if (credentials?.kind !== 'access-token') {
      return this.#admitCaller(applicationToken, agent, user);
    }
    return (await this.#admitAccessToken(credentials.accessToken, agent, user)).application;
  }

  /**
   * Admits a call to a service that acts for a user.
   *
   * @throws DomainError `application-refused`, `agent-restricted`, `too-many-requests`,
   *   `session-invalid`, `busy`.
   */
  async admitSession(proof: Proof, agent: Agent, user: TicketUser): Promise<AdmittedSession> {
    const { credentials, applicationToken } = proof;
    if (credentials?.kind === 'access-token') {
      return this.#admitAccessToken(credentials.accessToken, agent, user);
    }
    const application = await this.#admitCaller(applicationToken, agent, user);
    const session = await this.#requireSession(credentials, user, application);
    if (user.notes) noteAdmitted(user.notes, { session });
    return { application, session, accessTokenId: null };
  }

  /** @throws DomainError `too-many-requests` if the application exceeds its rate limit. */
  requireRate(application: Application | null): void {
    if (!application || this.#options.applicationRate.take(String(application.id))) return;
    throw new DomainError(
      'too-many-requests',
      `The application ${application.name} asks too often. Ask less often, or try again in a second.`,
    );
  }

  async #admitAccessToken(
    accessToken: string,
    agent: Agent,
    user: TicketUser,
  ): Promise<AdmittedSession> {
    const { accessTokens, refusalCauses } = this.#options;
    const accepted = await accessTokens.accept(accessToken);
    if (!accepted) {
      if (user.notes) user.notes.findCause = () => refusalCauses.ofAccessToken(accessToken);
      throw refusal(
        'The access token is not valid or no longer valid. Get another with GetAccessToken.',
      );
    }
    const { session, application, claims } = accepted;
    if (user.notes) noteAdmitted(user.notes, accepted);
    this.#options.applications.requireAgent(application, agent);
    this.requireRate(application);
    return { session, application, accessTokenId: claims.tokenId };
  }

  async #admitCaller(
    applicationToken: string,
    agent: Agent,
    user: TicketUser,
  ): Promise<Application | null> {
    const application = await this.#admit(applicationToken, agent, user);
    if (user.notes) noteAdmitted(user.notes, { application });
    this.requireRate(application);
    return application;
  }

  /** Writes refusals to the audit trail. */
  async #admit(applicationToken: string, agent: Agent, user: TicketUser) {
    try {
      return await this.#options.applications.admit(applicationToken, agent);
    } catch (error) {
      if (error instanceof DomainError) {
        const detail = { reason: error.code, agent: agent.name };
        const event = { action: 'application-admission', outcome: 'refused', detail } as const;
        await this.#options.audit.record(user, event);
      }
      throw error;
    }
  }

  async #requireSession(
    credentials: Proof['credentials'],
    user: TicketUser,
    application: Application | null,
  ): Promise<Session> {
    const { sessions, passwords, accessTokens, refusalCauses } = this.#options;
    if (credentials === null) throw refusal(NO_TICKET);
    if (credentials.kind !== 'password') {
      const ticket = credentials.kind === 'ticket' ? credentials.ticket : '';
      const session = await sessions.resume(ticket, user);
      if (session) return session;
      if (user.notes) user.notes.findCause = () => refusalCauses.ofToken(ticket);
      throw refusal(TICKET_ENDED);
    }
    if (this.#options.mode !== 'onsite') throw refusal(PASSWORD_ONLINE);
    const { ticketLifetimeMs } = accessTokens;
    const found = await passwords.start(credentials, user, ticketLifetimeMs);
    const attempt = { credentials, user, application, proven: found };
    const proven = await recordLogin(this.#options, attempt);
    if (!proven) throw refusal('The user name or the password is wrong, or the user disabled.');
    return proven;
  }
}

const NO_TICKET =
  'The request has no ticket. Log in at SoPrincipal.svc and send the ticket that it answers: in SOAP ' +
  'in the header block Credentials, in REST in the header field Authorization.';
const TICKET_ENDED =
  'The ticket is not valid or no longer valid. Log in again at SoPrincipal.svc and send the new ' +
  'ticket.';
const PASSWORD_ONLINE =
  'An Online installation takes no user name and password here. Log in with SoPrincipal and send the ' +
  'ticket that it answers.';

/** @param why the first words of the message; clients of the original look for them. */
function refusal(why: string): DomainError {
  return new DomainError('session-invalid', `Authentication failed! ${why}`);
}
