/**
 * A typed client of Services88 identity: for this server and for an original.
 *
 * It logs in at the first call, holds the ticket, and logs in again, once, when the ticket is
 * refused.
 */

import type { ServiceClient } from '../contract/service.ts';
import {
  type SoPrincipalService,
  soPrincipalService,
} from '../contract/services88/so-principal.ts';
import { type UserService, userService } from '../contract/services88/user.ts';
import type { DecodedFields } from '../xsd/types.ts';
import { LoginRefusedError, ServiceException } from './errors.ts';
import { createServiceClient } from './service-client.ts';
import type { Transport } from './transport.ts';

export { FaultError, LoginRefusedError, ServiceException, TransportError } from './errors.ts';

export interface TicketofficeClientOptions extends Transport {
  /**
   * The URL in front of `/Remote`, such as `https://crm.example.com` or `https://host/Cust12345`.
   */
  readonly baseUrl: string;
  /** A user name, an e-mail address, a ticket or an access token. */
  readonly userName: string;
  /** Empty where `userName` is a ticket or an access token. */
  readonly password: string;
  /** The secret of the calling application; needed by Online installations. */
  readonly applicationToken?: string | undefined;
}

export interface AccessTokenOptions {
  /** The application on whose behalf the token is asked for, when it is not the calling one. */
  readonly appToken?: string | undefined;
  /** Also start a CS session, which the token carries. */
  readonly includeCsSession?: boolean | undefined;
}

type AuthenticateAnswer = DecodedFields<
  SoPrincipalService['operations']['AuthenticateUsernamePassword']['response']
>;

/** Who the user is, as the server tells it. */
export type PrincipalCarrier = NonNullable<AuthenticateAnswer['Response']>;

/** What a login answers. */
export interface ClientSession {
  readonly principal: PrincipalCarrier;
  readonly ticket: string;
}

export class TicketofficeClient {
  /** The operations of SoPrincipal as they are, without the care of this class. */
  readonly soPrincipal: ServiceClient<SoPrincipalService>;
  /** The operations of the User agent as they are; the ticket is sent when there is one. */
  readonly user: ServiceClient<UserService>;
  readonly #options: TicketofficeClientOptions;
  #session: Promise<ClientSession> | null = null;
  #ticket: string | null = null;

  constructor(options: TicketofficeClientOptions) {
    this.#options = options;
    const base = options.baseUrl.replace(/\/+$/, '');
    const url = (service: string) => `${base}/Remote/Services88/${service}.svc`;
    const application = { ApplicationToken: options.applicationToken };
    this.soPrincipal = createServiceClient(
      soPrincipalService,
      url('SoPrincipal'),
      options,
      () => application,
    );
    this.user = createServiceClient(userService, url('User'), options, () => ({
      ...application,
      Credentials: this.#ticket === null ? null : { Ticket: this.#ticket },
    }));
  }

  /**
   * The session; logs in where there is none. Calls at the same time share one login.
   *
   * @throws LoginRefusedError, ServiceException, FaultError or TransportError.
   */
  login(): Promise<ClientSession> {
    if (this.#session === null) {
      const session = this.#login();
      this.#session = session;
      session.catch(() => {
        if (this.#session === session) this.#session = null;
      });
    }
    return this.#session;
  }

  /**
   * An access token for the user.
   *
   * @throws LoginRefusedError, ServiceException, FaultError or TransportError.
   */
  getAccessToken({ appToken, includeCsSession }: AccessTokenOptions = {}): Promise<string> {
    return this.#withTicket(async () => {
      const request = { AppToken: appToken, IncludeCsSession: includeCsSession ?? false };
      return (await this.user.GetAccessToken(request)).Response ?? '';
    });
  }

  /**
   * Trades an access token, of whomever, for the principal and a ticket.
   *
   * @throws LoginRefusedError, ServiceException, FaultError or TransportError.
   */
  async authenticateWithAccessToken(accessToken: string): Promise<ClientSession> {
    return sessionOf(
      await this.soPrincipal.AuthenticateWithAccessToken({ AccessToken: accessToken }),
    );
  }

  async #login(): Promise<ClientSession> {
    const { userName, password } = this.#options;
    const session = sessionOf(
      await this.soPrincipal.AuthenticateUsernamePassword({
        UserName: userName,
        Password: password,
      }),
    );
    this.#ticket = session.ticket;
    return session;
  }

  /** Does the work with a ticket; when that was refused, once more with a new one. */
  async #withTicket<T>(work: () => Promise<T>): Promise<T> {
    const session = this.login();
    await session;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServiceException && error.isSessionRefused)) throw error;
      // Somebody else may have logged in again in the meantime.
      if (this.#session === session) this.#session = null;
      await this.login();
      return work();
    }
  }
}

/** @throws LoginRefusedError */
function sessionOf({
  AuthenticationSucceeded,
  Response,
  Credentials,
}: AuthenticateAnswer): ClientSession {
  if (!AuthenticationSucceeded || Response === null || !Credentials?.Ticket) {
    throw new LoginRefusedError();
  }
  return { principal: Response, ticket: Credentials.Ticket };
}
