/**
 * A client of the identity services by REST, such as an integration has. It logs in when it must,
 * keeps its ticket and its access token, and renews them when the server refuses them.
 *
 * The folders beside it show how it is tested.
 */
import { setTimeout } from 'node:timers/promises';

/** How often a request is sent while the server says that it is busy. */
const BUSY_ATTEMPTS_MAX = 3;

export interface IdentityClientOptions {
  /** Such as `https://crm.example.com`. */
  readonly baseUrl: string;
  readonly userName: string;
  readonly password: string;
  /** Waits so many milliseconds. Tests give their own and need not wait. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** The server refused the request, or could not do it. */
export class RefusedError extends Error {
  /** The HTTP status. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'RefusedError';
    this.status = status;
  }
}

export class IdentityClient {
  readonly #options: IdentityClientOptions;
  #ticket: string | null = null;
  #accessToken: string | null = null;

  constructor(options: IdentityClientOptions) {
    this.#options = options;
  }

  /** Returns the full name of the user. A refused access token is renewed once. */
  getFullName(): Promise<string> {
    const read = async () => {
      const authorization = `Bearer ${await this.getAccessToken()}`;
      const principal = await this.#call('GET', 'User/currentPrincipal', authorization);
      return (principal as { FullName: string }).FullName;
    };
    return renewOnce(read, () => {
      this.#accessToken = null;
    });
  }

  /** Returns the access token, or a new one. A refused ticket is renewed once. */
  async getAccessToken(): Promise<string> {
    const issue = async () => {
      const authorization = `SOTicket ${await this.#login()}`;
      return (await this.#call('POST', 'Agents/User/GetAccessToken', authorization)) as string;
    };
    this.#accessToken ??= await renewOnce(issue, () => {
      this.#ticket = null;
    });
    return this.#accessToken;
  }

  async #login(): Promise<string> {
    if (this.#ticket !== null) return this.#ticket;
    const { userName: UserName, password: Password } = this.#options;
    const path = 'Agents/SoPrincipal/AuthenticateUsernamePassword';
    const answer = await this.#call('POST', path, null, { UserName, Password });
    const { Ticket } = (answer as { Credentials: { Ticket: string | null } }).Credentials;
    if (Ticket === null) throw new Error('User name or password is wrong.');
    this.#ticket = Ticket;
    return Ticket;
  }

  async #call(
    method: string,
    path: string,
    authorization: string | null,
    body: object | null = null,
  ): Promise<unknown> {
    const { baseUrl, wait = setTimeout } = this.#options;
    const headers = new Headers({ 'Content-Type': 'application/json' });
    if (authorization !== null) headers.set('Authorization', authorization);
    const request = { method, headers, body: body && JSON.stringify(body) };
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetchTwice(`${baseUrl}/api/v1/${path}`, request);
      const text = await response.text();
      if (response.ok) return JSON.parse(text);
      if (response.status !== 503 || attempt === BUSY_ATTEMPTS_MAX) {
        throw new RefusedError(response.status, text);
      }
      await wait(Number(response.headers.get('Retry-After') ?? 1) * 1000);
    }
  }
}

/** Does the work. If the credentials were refused, forgets them and does the work once more. */
async function renewOnce<T>(work: () => Promise<T>, forget: () => void): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RefusedError && error.status === 401)) throw error;
    forget();
    return work();
  }
}

/** Sends the request again once, if the connection ended before the answer. */
async function fetchTwice(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch {
    return fetch(url, request);
  }
}
