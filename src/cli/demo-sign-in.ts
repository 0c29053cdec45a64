/**
 * A small client of OpenID Connect, for the Online demo: it signs a person in and shows the tokens.
 * It listens on loopback and keeps nothing but the attempts that have not returned yet.
 */
import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRandomSecret } from '../domain/random-secret.ts';

const HOST = '127.0.0.1';
const CALLBACK = '/callback';
const ATTEMPTS_MAX = 100;

/** The demo's application, which is native, and so needs no secret. */
const CLIENT_ID = 'demo-integration';

export interface DemoSignIn {
  /** The address that starts a sign-in at the server. */
  readonly urlFor: (serverUrl: string) => string;
  close(): void;
}

/** What the client remembers of an attempt until the person returns. */
interface Attempt {
  readonly codeVerifier: string;
  readonly nonce: string;
}

export async function startDemoSignIn(): Promise<DemoSignIn> {
  const client = new SignInClient();
  const server = createServer((request, response) => {
    client.answer(request, response).catch((error: unknown) => {
      send(response, 502, error instanceof Error ? error.message : 'The sign-in has failed.');
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, HOST, resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  client.ownUrl = `http://${HOST}:${port}`;
  return {
    urlFor: (serverUrl) => {
      client.serverUrl = serverUrl;
      return `${client.ownUrl}/`;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

class SignInClient {
  ownUrl = '';
  serverUrl = '';
  /** By state, the oldest first. */
  readonly #attempts = new Map<string, Attempt>();

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.ownUrl);
    // A page elsewhere that resolves its own name to this machine gets nothing.
    if (`http://${request.headers.host}` !== this.ownUrl || request.method !== 'GET') {
      send(response, 400, `Open ${this.ownUrl}/ in a browser.`);
    } else if (pathname === '/') this.#begin(response);
    else if (pathname === CALLBACK) await this.#finish(searchParams, request, response);
    else send(response, 404, `There is nothing here. Open ${this.ownUrl}/.`);
  }

  #begin(response: ServerResponse): void {
    const state = createRandomSecret();
    const attempt = { codeVerifier: createRandomSecret(), nonce: createRandomSecret() };
    this.#attempts.set(state, attempt);
    const [oldest] = this.#attempts.keys();
    if (this.#attempts.size > ATTEMPTS_MAX && oldest) this.#attempts.delete(oldest);
    const query = new URLSearchParams({
      client_id: CLIENT_ID,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: this.ownUrl + CALLBACK,
      state,
      nonce: attempt.nonce,
      code_challenge: hash('sha256', attempt.codeVerifier, 'base64url'),
      code_challenge_method: 'S256',
    });
    const location = `${this.serverUrl}/login/common/oauth/authorize?${query}`;
    const cookie = `state=${state}; HttpOnly; SameSite=Lax; Path=${CALLBACK}`;
    response.writeHead(302, { location, 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
  }

  async #finish(
    answer: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const state = answer.get('state') ?? '';
    const attempt = this.#attempts.get(state);
    const isOwn = (request.headers.cookie ?? '').split('; ').includes(`state=${state}`);
    if (!attempt || !isOwn) {
      send(response, 400, `This sign-in is over. Open ${this.ownUrl}/ for another.`);
      return;
    }
    this.#attempts.delete(state);
    const code = answer.get('code');
    if (code === null) {
      send(response, 400, `The server refused: ${answer.get('error_description') ?? 'no code'}`);
      return;
    }
    send(response, 200, await this.#redeem(code, attempt));
  }

  /** Returns the answer of the server as text, with the claims of the id_token. */
  async #redeem(code: string, { codeVerifier, nonce }: Attempt): Promise<string> {
    const tokens = await fetch(`${this.serverUrl}/login/common/oauth/tokens`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: CLIENT_ID,
        redirect_uri: this.ownUrl + CALLBACK,
        code,
        code_verifier: codeVerifier,
      }),
    });
    const answer = (await tokens.json()) as Readonly<Record<string, unknown>>;
    const claims = claimsOf(answer['id_token']);
    if (claims !== null && claims['nonce'] !== nonce) return 'The id_token has another nonce.';
    return JSON.stringify({ ...answer, id_token_claims: claims }, null, 2);
  }
}

/** Its signature needs no check here, because it comes from the server itself. */
function claimsOf(idToken: unknown): Readonly<Record<string, unknown>> | null {
  const [, payload = ''] = typeof idToken === 'string' ? idToken.split('.') : [];
  return payload === '' ? null : JSON.parse(Buffer.from(payload, 'base64url').toString());
}

function send(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(`${text}\n`);
}
