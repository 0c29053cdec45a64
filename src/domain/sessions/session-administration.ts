/**
 * Ends sessions and tokens early, for every protocol and the command line. The caller must check
 * that the actor is entitled to end them.
 */

import type { Actor, Authorised } from '../actor.ts';
import type { AuditCaller } from '../audit/audit-trail.ts';
import type { ChangeScope, Changes } from '../changes.ts';
import type { Stores, TenantStores } from '../installation.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { ACCESS_TOKEN_LIFETIME_MS_MAX, type AccessTokenClaims } from './access-token.ts';
import type { CsSession } from './cs-session.ts';
import type { JwtClaims } from './jwt-access-token.ts';
import type { Session } from './sessions.ts';

export interface SessionAdministrationOptions {
  readonly changes: Changes;
  readonly tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;
  readonly stores: Pick<TenantStores, 'associates'>;
}

type Ender = Authorised<'end-sessions'>;

interface Scope extends ChangeScope<TenantStores> {
  readonly revokedTokens: Stores['revokedTokens'];
}

export class SessionAdministration {
  readonly #options: SessionAdministrationOptions;

  constructor(options: SessionAdministrationOptions) {
    this.#options = options;
  }

  /**
   * Ends a ticket and all tickets derived from it. Returns how many tickets ended, or 0 if the
   * ticket does not exist. It is the last logout of the user, unless an operator ends the ticket.
   */
  revokeTicket(actor: Ender, id: string): Promise<number> {
    return this.#end(actor, id);
  }

  /** Ends the session of a user who signs out, with all tickets derived from it. */
  async endOwn({ ticket, associate }: Session, caller: AuditCaller): Promise<void> {
    const { associates } = this.#options.stores;
    const principal = await associates.principal(associate);
    await this.#end({ kind: 'user', principal, application: null, caller }, ticket.id);
  }

  #end(actor: Actor, id: string): Promise<number> {
    return this.#run(actor, async ({ stores, nowMs, record }) => {
      const ticket = await stores.tickets.find(id);
      if (ticket && actor.kind !== 'operator') {
        // Before the tickets are locked: removing a user locks the user first.
        await stores.associates.recordTimes(ticket.associateId, { lastLogoutAtMs: nowMs });
      }
      const ticketsEnded = await stores.tickets.remove(id);
      if (ticketsEnded === 0) return 0;
      const user = ticket && (await nameOf(stores, ticket.associateId));
      record({ action: 'ticket-revoked', user, detail: { ticketId: id, ticketsEnded } });
      return ticketsEnded;
    });
  }

  /**
   * Ends a ticket as if its time were over. Tickets derived from it stay valid. Returns whether
   * the ticket was not over yet.
   */
  expireTicket(actor: Ender, id: string): Promise<boolean> {
    return this.#run(actor, async ({ stores, nowMs, record }) => {
      const ticket = await stores.tickets.find(id);
      if (!ticket || !(await stores.tickets.expire(id, nowMs))) return false;
      const user = await nameOf(stores, ticket.associateId);
      record({ action: 'ticket-revoked', user, detail: { ticketId: id, ticketsEnded: 1 } });
      return true;
    });
  }

  /** Ends all tickets of a user. The result includes expired tickets that are still stored. */
  revokeTicketsOf(actor: Ender, associateId: number): Promise<number> {
    return this.#run(actor, async ({ stores, record }) => {
      const user = await nameOf(stores, associateId);
      const ticketsEnded = await stores.tickets.removeOfAssociate(associateId);
      const detail = { userId: associateId, ticketsEnded };
      if (ticketsEnded > 0) record({ action: 'ticket-revoked', user, detail });
      return ticketsEnded;
    });
  }

  /**
   * Ends an access token, its CS session and every ticket that it was traded for. Returns whether
   * anything changed.
   */
  revokeAccessToken(
    actor: Ender,
    { tokenId, validToMs, associateId, ticketId, csSession }: AccessTokenClaims,
  ): Promise<boolean> {
    return this.#run(actor, async ({ stores, revokedTokens, record }) => {
      // A concurrent trade of this token stores its new ticket and then checks the parent ticket
      // and the token. Either it waits for this transaction and finds the token revoked, or the new
      // ticket is found and removed here.
      await stores.tickets.exists(ticketId);
      const isNew = await revokedTokens.add(tokenId, validToMs);
      const ticketsEnded = await stores.tickets.removeOfAccessToken(tokenId);
      const csEnded = csSession !== null && (await stores.csSessions.remove(csSession.loginId));
      if (!isNew && ticketsEnded === 0 && !csEnded) return false;
      const user = await nameOf(stores, associateId);
      record({ action: 'access-token-revoked', user, detail: { tokenId, ticketsEnded } });
      return true;
    });
  }

  /**
   * Ends an access token that is known only by the tickets that it was traded for, with these
   * tickets. Returns how many tickets ended, or 0 if it was traded for none.
   */
  revokeTradedToken(actor: Ender, tokenId: string): Promise<number> {
    return this.#run(actor, async ({ stores, revokedTokens, nowMs, record }) => {
      const traded = await stores.tickets.findOfAccessToken(tokenId);
      if (!traded) return 0;
      // In the same order as `revokeAccessToken`.
      await stores.tickets.exists(traded.parentId ?? '');
      // Its end is not known, but no token lives longer.
      await revokedTokens.add(tokenId, nowMs + ACCESS_TOKEN_LIFETIME_MS_MAX);
      const ticketsEnded = await stores.tickets.removeOfAccessToken(tokenId);
      const user = await nameOf(stores, traded.associateId);
      record({ action: 'access-token-revoked', user, detail: { tokenId, ticketsEnded } });
      return ticketsEnded;
    });
  }

  /** Ends a JWT only, not the ticket or token behind it. Returns whether anything changed. */
  revokeJwt(actor: Ender, { jti, exp, sub }: Pick<JwtClaims, 'jti' | 'exp' | 'sub'>) {
    return this.#run(actor, async ({ stores, revokedTokens, record }): Promise<boolean> => {
      if (!(await revokedTokens.add(jti, exp * 1000))) return false;
      const user = await nameOf(stores, Number(sub));
      record({ action: 'jwt-revoked', user, detail: { tokenId: jti } });
      return true;
    });
  }

  /** Ends only a CS session. Returns it, or null if it did not exist. */
  removeCsSession(actor: Ender, loginId: number): Promise<CsSession | null> {
    return this.#run(actor, async ({ stores, record }) => {
      const session = await stores.csSessions.find(loginId);
      if (!session || !(await stores.csSessions.remove(loginId))) return null;
      const user = await nameOf(stores, session.associateId);
      record({ action: 'cs-session-removed', user, detail: { loginId } });
      return session;
    });
  }

  #run<R>(actor: Actor, work: (scope: Scope) => Promise<R>): Promise<R> {
    const { changes, tenant } = this.#options;
    return changes.run(actor, ({ stores, nowMs, record }) =>
      work({
        stores: stores.ofTenant(tenant.id),
        revokedTokens: stores.revokedTokens,
        nowMs,
        record: (event) => record({ tenant: tenant.contextIdentifier, ...event }),
      }),
    );
  }
}

async function nameOf({ associates }: TenantStores, id: number): Promise<string | null> {
  return (await associates.find(id))?.name ?? null;
}
