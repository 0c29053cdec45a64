/**
 * Shows what a ticket, an access token or a JWT says, and whether it is valid. Uses nothing up and
 * stores nothing.
 */
import type { Authorised } from '../actor.ts';
import type { Application, ApplicationStore } from '../applications/application.ts';
import type { RefusalCauses } from '../login/refusal-causes.ts';
import type { RefusalCause } from '../request-notes.ts';
import type { Tenant, TenantStore } from '../tenants/tenant.ts';
import type { AssociateStore } from '../users/associate.ts';
import type { AccessTokens } from './access-tokens.ts';
import { type JwtClaims, looksLikeJwt } from './jwt-access-token.ts';
import type { JwtAccessTokens } from './jwt-access-tokens.ts';
import {
  type OpenedToken,
  openToken,
  type TokenFacts,
  type TokenOpeners,
  type UselessToken,
} from './open-token.ts';
import type { Sessions } from './sessions.ts';
import { looksLikeTicket, parseTicket, type Ticket, type TicketStore } from './ticket.ts';
import { explainRefusal, type TokenRefusal } from './token-refusals.ts';

/** An access token or a JWT. */
export interface InspectedToken {
  readonly kind: 'access-token' | 'jwt';
  /** Null if it is valid. */
  readonly refusal: TokenRefusal | null;
  /** Why it is not valid, as a part of a sentence about `it`. Null if it is valid. */
  readonly reason: string | null;
  /** Null if it cannot be opened. */
  readonly facts: TokenFacts | null;
  /** The name of the user. Null if it cannot be opened, or the user was removed. */
  readonly user: string | null;
  /** The application on whose behalf it was issued. Null if there is none, or none any more. */
  readonly application: Application | null;
  /** Null for an access token. */
  readonly jwt: JwtClaims | null;
  /** Without its key. Null for a JWT, and for a token that carries none. */
  readonly csSession: InspectedCsSession | null;
}

export interface InspectedCsSession {
  readonly loginId: number;
  readonly csUserId: number;
  readonly isActive: boolean;
}

export interface InspectedTicket {
  readonly kind: 'ticket';
  /** Null if it is valid. */
  readonly refusal: RefusalCause | null;
  /** As its text says. Null if it cannot be read. */
  readonly contextIdentifier: string | null;
  readonly ticketId: string | null;
  /** Null if it is not stored, or its secret is wrong. */
  readonly ticket: Omit<Ticket, 'secretHash'> | null;
  readonly user: string | null;
}

export type Inspected = InspectedTicket | InspectedToken;

/** What the inspector needs of a tenant. */
interface InspectedServices {
  readonly stores: {
    readonly associates: Pick<AssociateStore, 'find'>;
    readonly tickets: Pick<TicketStore, 'find'>;
  };
  readonly sessions: Pick<Sessions, 'judge'>;
  readonly accessTokens: Pick<AccessTokens, 'verify'>;
  readonly jwtAccessTokens: Pick<JwtAccessTokens, 'judge'>;
  readonly refusalCauses: Pick<RefusalCauses, 'ofToken'>;
}

export interface TokenInspectorOptions extends TokenOpeners {
  readonly stores: {
    readonly tenants: Pick<TenantStore, 'find'>;
    readonly applications: Pick<ApplicationStore, 'find' | 'findByClientId'>;
  };
  readonly servicesOf: (tenant: Tenant) => InspectedServices;
}

type Reader = Authorised<'read-sessions'>;

export class TokenInspector {
  readonly #options: TokenInspectorOptions;

  constructor(options: TokenInspectorOptions) {
    this.#options = options;
  }

  /** @param text a ticket, an access token or a JWT. White space around it is ignored. */
  inspect(actor: Reader, text: string): Promise<Inspected> {
    return looksLikeTicket(text.trim())
      ? this.#inspectTicket(text.trim())
      : this.inspectToken(actor, text);
  }

  /** Like `inspect`, for an access token or a JWT only. */
  async inspectToken(_actor: Reader, given: string): Promise<InspectedToken> {
    const text = given.trim();
    const opened = await openToken(this.#options, text);
    const services = opened.flaw === null ? this.#options.servicesOf(opened.tenant) : null;
    const verdict = await judge(opened, services, text);
    const application = await this.#applicationOf(opened);
    const { facts } = opened;
    const user = facts && (await services?.stores.associates.find(facts.associateId));
    const csSession = opened.facts === null ? null : (opened.access?.csSession ?? null);
    return {
      kind: looksLikeJwt(text) ? 'jwt' : 'access-token',
      refusal: verdict.refusal,
      reason: verdict.refusal && explainRefusal(verdict.refusal, opened, application),
      facts,
      user: user?.name ?? null,
      application,
      jwt: opened.facts === null ? null : opened.jwt,
      csSession: csSession && {
        loginId: csSession.loginId,
        csUserId: csSession.csUserId,
        isActive: verdict.isCsSessionActive,
      },
    };
  }

  async #inspectTicket(text: string): Promise<InspectedTicket> {
    const parsed = parseTicket(text);
    const tenant = parsed && (await this.#options.stores.tenants.find(parsed.contextIdentifier));
    const named = {
      kind: 'ticket',
      contextIdentifier: parsed?.contextIdentifier ?? null,
      ticketId: parsed?.id ?? null,
    } as const;
    if (!tenant) {
      return { ...named, refusal: parsed ? NO_TENANT : MALFORMED, ticket: null, user: null };
    }
    const { stores, sessions, refusalCauses } = this.#options.servicesOf(tenant);
    const judged = await sessions.judge(text);
    const isForged = 'flaw' in judged && judged.flaw === 'forged';
    const ticket = judged.ticket && !isForged ? await stores.tickets.find(parsed.id) : null;
    const suspended = tenant.suspendedAtMs === null ? null : TENANT_SUSPENDED;
    return {
      ...named,
      refusal: (await refusalCauses.ofToken(text)) ?? suspended,
      ticket: ticket && withoutSecret(ticket),
      user: isForged ? null : (judged.associate?.name ?? null),
    };
  }

  /** The application on whose behalf the token was issued. Null if there is none. */
  async #applicationOf(opened: OpenedToken | UselessToken): Promise<Application | null> {
    if (opened.facts === null) return null;
    const { applications } = this.#options.stores;
    const { jwt, access } = opened;
    if (jwt) return applications.findByClientId(jwt.client_id);
    const id = access?.applicationId ?? null;
    return id === null ? null : applications.find(id);
  }
}

interface Judged {
  readonly refusal: TokenRefusal | null;
  readonly isCsSessionActive: boolean;
}

/** A suspended tenant is the last reason, because other reasons remain after it is resumed. */
async function judge(
  opened: OpenedToken | UselessToken,
  services: InspectedServices | null,
  text: string,
): Promise<Judged> {
  const refuse = (refusal: TokenRefusal) => ({ refusal, isCsSessionActive: false });
  if (opened.flaw !== null) return refuse(opened.flaw);
  if (services === null) return refuse('other-tenant');
  const { accessTokens, jwtAccessTokens } = services;
  const verdict = await (opened.jwt ? jwtAccessTokens.judge(text) : accessTokens.verify(text));
  if (!verdict.valid) return refuse(verdict.refusal);
  if (opened.tenant.suspendedAtMs !== null) return refuse('tenant-suspended');
  const isCsSessionActive = 'csSession' in verdict && verdict.csSession !== null;
  return { refusal: null, isCsSessionActive };
}

function withoutSecret({ secretHash: _, ...ticket }: Ticket): Omit<Ticket, 'secretHash'> {
  return ticket;
}

const MALFORMED: RefusalCause = {
  reason: 'ticket-malformed',
  text: 'The text is no ticket. A ticket is 7T: and base64, as the login answers it.',
};
const NO_TENANT: RefusalCause = {
  reason: 'ticket-of-other-tenant',
  text: 'The tenant of the ticket is not, or no longer, of this installation.',
};
const TENANT_SUSPENDED: RefusalCause = {
  reason: 'tenant-suspended',
  text: 'The tenant of the ticket is suspended.',
};
