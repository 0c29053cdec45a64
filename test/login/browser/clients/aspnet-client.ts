/**
 * An application that sends what ASP.NET Core's handler of OpenID Connect sends, and checks the
 * answers as it does.
 *
 * @see https://learn.microsoft.com/aspnet/core/security/authentication/configure-oidc-web-authentication
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { type ApplicationServer, showPage, startApplication } from './application-server.ts';

export interface AspNetOptions {
  readonly metadataAddress: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What the handler has of a person who signed in. */
export interface AspNetTicket {
  readonly claims: JWTPayload;
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
}

type Texts = Readonly<Record<string, string>>;

const USER_AGENT = 'Microsoft ASP.NET Core OpenIdConnect handler';
/** On by default, in requests that the browser makes. */
const TELEMETRY = { 'x-client-SKU': 'ID_NET8_0', 'x-client-ver': '7.1.2.0' };
/** Ticks of 100 ns from the year 1 to 1970. */
const TICKS_OF_1970 = 621_355_968_000_000_000n;

export class AspNetClient {
  readonly callback: string;
  readonly signedOutCallback: string;
  /** The last one. */
  ticket: AspNetTicket | null = null;
  #options: AspNetOptions | null = null;
  #metadata: Texts = {};
  #sent: { readonly state: string; readonly nonce: string } | null = null;
  readonly #server: ApplicationServer;

  private constructor(server: ApplicationServer) {
    this.#server = server;
    this.callback = `${server.origin}/signin-oidc`;
    this.signedOutCallback = `${server.origin}/signout-callback-oidc`;
  }

  static async start(): Promise<AspNetClient> {
    const server = await startApplication((request, response) => client.#handle(request, response));
    const client = new AspNetClient(server);
    return client;
  }

  async configure(options: AspNetOptions): Promise<void> {
    this.#options = options;
    const answer = await fetch(options.metadataAddress, { headers: { 'User-Agent': USER_AGENT } });
    this.#metadata = (await answer.json()) as Texts;
  }

  /** The address to which the handler redirects, with `ResponseType` "code id_token". */
  challenge(): URL {
    // The protected state is base64url, and its nonce is a time and random bytes in base64.
    const state = `CfDJ8${randomBytes(420).toString('base64url')}`;
    const ticks = BigInt(Date.now()) * 10_000n + TICKS_OF_1970;
    const nonce = `${ticks}.${randomBytes(72).toString('base64')}`;
    this.#sent = { state, nonce };
    return this.#addressOf('authorization_endpoint', {
      client_id: this.#require().clientId,
      redirect_uri: this.callback,
      response_type: 'code id_token',
      scope: 'openid profile',
      response_mode: 'form_post',
      nonce,
      state,
    });
  }

  /** The address to which the handler redirects to sign the person out. */
  signOut(): URL {
    return this.#addressOf('end_session_endpoint', {
      post_logout_redirect_uri: this.signedOutCallback,
      id_token_hint: this.ticket?.idToken ?? '',
    });
  }

  /** As applications do by themselves. The handler does not refresh. */
  refresh(refreshToken: string): Promise<Texts> {
    return this.#post({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  close(): void {
    this.#server.close();
  }

  #addressOf(endpoint: string, parameters: Texts): URL {
    const url = new URL(this.#metadata[endpoint] ?? '');
    url.search = String(new URLSearchParams({ ...parameters, ...TELEMETRY }));
    return url;
  }

  #require(): AspNetOptions {
    assert.ok(this.#options);
    return this.#options;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return showPage(response, 'You are back.');
    try {
      assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
      const form = Object.fromEntries(new URLSearchParams(await text(request)));
      this.ticket = await this.#receive(form);
      showPage(response, 'You are signed in.');
    } catch (error) {
      showPage(response, String(error), 500);
    }
  }

  /** Verifies the id_token of the form, redeems the code, and compares both id_tokens. */
  async #receive(form: Texts): Promise<AspNetTicket> {
    const { code = '', id_token = '', state } = form;
    assert.deepEqual(state, this.#sent?.state);
    const claims = await this.#verify(id_token);
    const half = createHash('sha256').update(code).digest().subarray(0, 16);
    assert.equal(claims['c_hash'], half.toString('base64url'));
    const redeemed = await this.#post({
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.callback,
    });
    const second = await this.#verify(redeemed['id_token'] ?? '');
    assert.equal(second.sub, claims.sub);
    const { access_token = '', refresh_token = '', id_token: idToken = '' } = redeemed;
    return { claims: second, accessToken: access_token, idToken, refreshToken: refresh_token };
  }

  async #verify(idToken: string): Promise<JWTPayload> {
    const keys = createRemoteJWKSet(new URL(this.#metadata['jwks_uri'] ?? ''));
    const { payload } = await jwtVerify(idToken, keys, {
      issuer: this.#metadata['issuer'] ?? '',
      audience: this.#require().clientId,
      requiredClaims: ['sub', 'iat', 'exp'],
    });
    assert.equal(payload['nonce'], this.#sent?.nonce);
    return payload;
  }

  /** The handler reads the answer only if it is called JSON. */
  async #post(parameters: Texts): Promise<Texts> {
    const { clientId, clientSecret } = this.#require();
    const answer = await fetch(this.#metadata['token_endpoint'] ?? '', {
      method: 'POST',
      headers: { 'User-Agent': USER_AGENT },
      body: new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecret,
        ...parameters,
      }),
    });
    const body = await answer.text();
    assert.equal(answer.status, 200, body);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json(?:;|$)/);
    return JSON.parse(body);
  }
}
