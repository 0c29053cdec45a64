/** Sends requests to the console's API, which serves the pages as well. */
import { ApiProblem } from './api-problem.ts';

export type Query = Readonly<Record<string, string | number | undefined>>;

/** Requests that change something must have it. */
const OWN_FIELD = 'X-Ticketoffice-Console';
const UNREACHABLE = 'The server does not answer. It may have stopped.';

export class ApiClient {
  readonly #onSignedOut: () => void;

  /** @param onSignedOut called when an answer says that nobody is signed in. */
  constructor(onSignedOut: () => void) {
    this.#onSignedOut = onSignedOut;
  }

  /**
   * @throws ApiProblem
   * @throws DOMException `AbortError`
   */
  async get<T>(path: string, query: Query, signal?: AbortSignal): Promise<T> {
    return this.#send(addressOf(path, query), { signal: signal ?? null });
  }

  /** @throws ApiProblem */
  async send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const headers = { [OWN_FIELD]: '1' };
    if (body === undefined) return this.#send(addressOf(path), { method, headers });
    return this.#send(addressOf(path), {
      method,
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async #send<T>(address: string, init: RequestInit): Promise<T> {
    const response = await fetch(address, init).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new ApiProblem(0, 'unreachable', UNREACHABLE);
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text || 'null');
    const problem = problemOf(response.status, text);
    if (problem.code === 'not-signed-in') this.#onSignedOut();
    throw problem;
  }
}

/** Leaves out empty and undefined values. */
export function addressOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return `/api${path}${search.size === 0 ? '' : `?${search}`}`;
}

function problemOf(status: number, text: string): ApiProblem {
  try {
    const { error, message } = JSON.parse(text);
    return new ApiProblem(status, String(error), String(message));
  } catch {
    return new ApiProblem(status, 'unexpected', `The server answered with status ${status}.`);
  }
}
