/**
 * A web application that signs people in with Passport and passport-openidconnect, unmodified. Its
 * sessions are in memory.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { Passport } from 'passport';
import { Strategy, type StrategyOptions } from 'passport-openidconnect';
import { type ApplicationServer, showPage, startApplication } from './application-server.ts';

/** What Passport has of a person who signed in. */
export interface SignedInUser {
  readonly issuer: string;
  readonly subject: string;
  /** By REST, with the access token. */
  readonly userInfo: Readonly<Record<string, unknown>>;
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What Passport reads in a request, and what it adds. */
interface PassportRequest extends IncomingMessage {
  query?: Readonly<Record<string, string>>;
  session?: object;
  user?: SignedInUser;
}

export class PassportApplication {
  readonly origin: string;
  /** The last one. */
  user: SignedInUser | null = null;
  #strategy: Strategy | null = null;
  readonly #passport = new Passport();
  readonly #sessions = new Map<string, object>();
  readonly #server: ApplicationServer;

  private constructor(server: ApplicationServer) {
    this.#server = server;
    this.origin = server.origin;
  }

  static async start(): Promise<PassportApplication> {
    const server = await startApplication((request, response) =>
      application.#handle(request, response),
    );
    const application = new PassportApplication(server);
    return application;
  }

  /** Says which login to use. The callback is at `/callback`. */
  configure(options: Omit<StrategyOptions, 'callbackURL' | 'scope' | 'nonce'>): void {
    const own = { callbackURL: `${this.origin}/callback`, scope: 'profile api', nonce: 'checked' };
    this.#strategy = new Strategy(
      { ...options, ...own },
      (issuer, info, { id }, _context, idToken, accessToken, refreshToken, _all, verified) => {
        const tokens = { idToken, accessToken, refreshToken };
        verified(null, { issuer, subject: id, userInfo: info._json, ...tokens });
      },
    );
    this.#passport.use(this.#strategy);
  }

  /** Gets an access token for the refresh token, by the package that Passport uses. */
  async refresh(refreshToken: string): Promise<string> {
    const oauth2 = this.#requireStrategy()._oauth2;
    const request = promisify(oauth2.getOAuthAccessToken.bind(oauth2));
    return request(refreshToken, { grant_type: 'refresh_token' });
  }

  /** Returns what the address answers, by the same package. */
  async get(url: URL, accessToken: string): Promise<Readonly<Record<string, unknown>>> {
    const oauth2 = this.#requireStrategy()._oauth2;
    return JSON.parse(await promisify(oauth2.get.bind(oauth2))(url.href, accessToken));
  }

  close(): void {
    this.#server.close();
  }

  #requireStrategy(): Strategy {
    if (!this.#strategy) throw new Error('The application has no login yet.');
    return this.#strategy;
  }

  /** Passport redirects from `/callback` to the login if the address has no code. */
  #handle(request: PassportRequest, response: ServerResponse): void {
    const { searchParams, pathname } = new URL(request.url ?? '', this.origin);
    if (pathname !== '/callback') {
      showPage(response, 'You are back.');
      return;
    }
    request.query = Object.fromEntries(searchParams);
    request.session = this.#sessionOf(request, response);
    const authenticate = this.#passport.authenticate('openidconnect', { session: false });
    authenticate(request, response, (error) => {
      this.user = request.user ?? null;
      if (error) showPage(response, String(error), 500);
      else showPage(response, 'You are signed in.');
    });
  }

  #sessionOf({ headers }: IncomingMessage, response: ServerResponse): object {
    const [, id = ''] = /(?:^|; )session=([\w-]+)/.exec(headers.cookie ?? '') ?? [];
    const found = this.#sessions.get(id);
    if (found) return found;
    const [newId, session] = [randomUUID(), {}];
    this.#sessions.set(newId, session);
    response.setHeader('Set-Cookie', `session=${newId}; HttpOnly; SameSite=Lax`);
    return session;
  }
}
