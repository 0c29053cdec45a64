/**
 * Ending sessions and tokens before their time, by whichever door it is asked for. Whether the
 * actor has proven that it is the actor's to end is for the door to know.
 */

import type { Authorised } from '../actor.ts';
import type { ChangeScope, Changes } from '../changes.ts';
import type { Stores, TenantStores } from '../installation.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { AccessTokenClaims } from './access-token.ts';
import type { CsSession } from './cs-session.ts';
import type { JwtClaims } from './jwt-access-token.ts';

export interface SessionAdministrationOptions {
  readonly changes: Changes;
  readonly tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;
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
   * Ends a ticket with all derived from it, and answers how many tickets ended: 0 where there was
   * none.
   */
  revokeTicket(actor: Ender, id: string): Promise<number> {
    return this.#run(actor, async ({ stores, record }) => {
      const ticket = await stores.tickets.find(id);
      const ticketsEnded = await stores.tickets.remove(id);
      if (ticketsEnded === 0) return 0;
      const user = ticket && (await nameOf(stores, ticket.associateId));
      record({ action: 'ticket-revoked', user, detail: { ticketId: id, ticketsEnded } });
      return ticketsEnded;
    });
  }

  /** The same for all tickets of a user. Expired ones count too, while their records are kept. */
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
   * Ends an access token with its CS session and every ticket that it was traded for. Answers
   * whether that changed anything.
   */
  revokeAccessToken(
    actor: Ender,
    { tokenId, validToMs, associateId, ticketId, csSession }: AccessTokenClaims,
  ): Promise<boolean> {
    return this.#run(actor, async ({ stores, revokedTokens, record }) => {
      // Whoever trades the token at the same time looks at its ticket after the new one is stored,
      // and at the token after that. So either that waits for this transaction and then finds the
      // token revoked, or the new ticket is found here.
      await stores.tickets.stands(ticketId);
      const isNew = await revokedTokens.add(tokenId, validToMs);
      const ticketsEnded = await stores.tickets.removeOfAccessToken(tokenId);
      const csEnded = csSession !== null && (await stores.csSessions.remove(csSession.loginId));
      if (!isNew && ticketsEnded === 0 && !csEnded) return false;
      const user = await nameOf(stores, associateId);
      record({ action: 'access-token-revoked', user, detail: { tokenId, ticketsEnded } });
      return true;
    });
  }

  /** Ends a JWT, and nothing that it was got for. Answers whether that changed anything. */
  revokeJwt(actor: Ender, { jti, exp, sub }: Pick<JwtClaims, 'jti' | 'exp' | 'sub'>) {
    return this.#run(actor, async ({ stores, revokedTokens, record }): Promise<boolean> => {
      if (!(await revokedTokens.add(jti, exp * 1000))) return false;
      const user = await nameOf(stores, Number(sub));
      record({ action: 'jwt-revoked', user, detail: { tokenId: jti } });
      return true;
    });
  }

  /** Ends a CS session alone, and answers which it was; null where there was none. */
  removeCsSession(actor: Ender, loginId: number): Promise<CsSession | null> {
    return this.#run(actor, async ({ stores, record }) => {
      const session = await stores.csSessions.find(loginId);
      if (!session || !(await stores.csSessions.remove(loginId))) return null;
      const user = await nameOf(stores, session.associateId);
      record({ action: 'cs-session-removed', user, detail: { loginId } });
      return session;
    });
  }

  #run<R>(actor: Ender, work: (scope: Scope) => Promise<R>): Promise<R> {
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
