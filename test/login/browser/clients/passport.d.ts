/** The parts of Passport and its strategy that the tests use. The packages have no types. */
declare module 'passport' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  import type { Strategy } from 'passport-openidconnect';

  type Next = (error?: unknown) => void;
  type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

  export class Passport {
    use(strategy: Strategy): this;
    authenticate(name: 'openidconnect', options: { readonly session: false }): Middleware;
  }
}

declare module 'passport-openidconnect' {
  export interface StrategyOptions {
    readonly issuer: string;
    readonly authorizationURL: string;
    readonly tokenURL: string;
    readonly userInfoURL: string;
    readonly clientID: string;
    readonly clientSecret: string;
    readonly callbackURL: string;
    readonly scope: string;
    /** Any text turns the check on. The package makes the nonce itself. */
    readonly nonce: string;
  }

  interface Profile {
    readonly id: string;
    /** The answer of the address of user information. */
    readonly _json: Readonly<Record<string, unknown>>;
  }

  type Verify = (
    issuer: string,
    userInfo: Profile,
    idProfile: { readonly id: string },
    context: object,
    idToken: string,
    accessToken: string,
    refreshToken: string,
    parameters: object,
    verified: (error: unknown, user: object) => void,
  ) => void;

  type Tokens = (error: unknown, accessToken: string, refreshToken?: string) => void;

  export class Strategy {
    /** Packages that refresh tokens for Passport use it too. */
    readonly _oauth2: {
      getOAuthAccessToken(
        refreshToken: string,
        parameters: { readonly grant_type: 'refresh_token' },
        callback: Tokens,
      ): void;
      get(url: string, accessToken: string, callback: (error: unknown, body: string) => void): void;
    };

    constructor(options: StrategyOptions, verify: Verify);
  }
}
