/**
 * A typed client of the identity services. It works with this server and with the original.
 *
 * The client logs in at the first call and keeps the ticket. When the server refuses the ticket,
 * the client logs in again once.
 */

import type { ServicesVersion } from '../contract/editions.ts';
import type { ServiceClient } from '../contract/service.ts';
import {
  type SoPrincipalService,
  soPrincipalService,
} from '../contract/services88/so-principal.ts';
import { type UserService, userService } from '../contract/services88/user.ts';
import type { DecodedFields } from '../xsd/types.ts';
import { LoginRefusedError, ServiceException } from './errors.ts';
import type { Transport } from './transport.ts';
import { createVersionClient } from './version-client.ts';

export type { ServicesVersion } from '../contract/editions.ts';
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
  /** The secret of the calling application. Online installations require it. */
  readonly applicationToken?: string | undefined;
  /**
   * The version of the contract to speak. Default: `88`. Operations that the version lacks reject
   * with an Error, and fields that it lacks are neither sent nor received. `getAccessToken` needs
   * `87`, `authenticateWithAccessToken` needs `86`.
   */
  readonly servicesVersion?: ServicesVersion | undefined;
}

export interface AccessTokenOptions {
  /** The application to issue the token for, if it is not the calling application. */
  readonly appToken?: string | undefined;
  /** Also starts a CS session, which the token carries. */
  readonly includeCsSession?: boolean | undefined;
}

type AuthenticateAnswer = DecodedFields<
  SoPrincipalService['operations']['AuthenticateUsernamePassword']['response']
>;

/** The user, as the server describes them. */
export type PrincipalCarrier = NonNullable<AuthenticateAnswer['Response']>;

/** The result of a login. */
export interface ClientSession {
  readonly principal: PrincipalCarrier;
  readonly ticket: string;
}

export class TicketofficeClient {
  /** The operations of SoPrincipal as they are, without automatic login and retry. */
  readonly soPrincipal: ServiceClient<SoPrincipalService>;
  /** The operations of the User agent as they are. The ticket is sent if there is one. */
  readonly user: ServiceClient<UserService>;
  readonly #options: TicketofficeClientOptions;
  #session: Promise<ClientSession> | null = null;
  #ticket: string | null = null;

  constructor(options: TicketofficeClientOptions) {
    this.#options = options;
    const base = options.baseUrl.replace(/\/+$/, '');
    const { servicesVersion = '88' } = options;
    const url = (service: string) => `${base}/Remote/Services${servicesVersion}/${service}.svc`;
    const application = { ApplicationToken: options.applicationToken };
    this.soPrincipal = createVersionClient(
      soPrincipalService,
      servicesVersion,
      url('SoPrincipal'),
      options,
      () => application,
    );
    this.user = createVersionClient(userService, servicesVersion, url('User'), options, () => ({
      ...application,
      Credentials: this.#ticket === null ? null : { Ticket: this.#ticket },
    }));
  }

  /**
   * Returns the session. Logs in if there is none; concurrent calls share one login.
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
   * Returns an access token for the user.
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
   * Trades an access token of any user for the principal and a ticket.
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

  /** Does the work with a ticket. If the ticket is refused, retries once with a new one. */
  async #withTicket<T>(work: () => Promise<T>): Promise<T> {
    const session = this.login();
    await session;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServiceException && error.isSessionRefused)) throw error;
      // Another call may have logged in again in the meantime.
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
