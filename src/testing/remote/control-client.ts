/** Calls the control API of a test server. */
import type { ApiMethod } from '../../json-api/api-route.ts';

export interface ControlCall {
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A seed. Sent as it is. */
  readonly yaml?: string;
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
}

/** An error of a test server elsewhere. It has the code and message that the server has given. */
export class TestServerError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TestServerError';
    this.code = code;
  }
}

export class ControlClient {
  /** Ends with a slash. */
  readonly url: string;
  readonly token: string | null;
  readonly #closed = new AbortController();

  constructor(url: string, token: string | null) {
    this.url = url.endsWith('/') ? url : `${url}/`;
    this.token = token;
  }

  /**
   * @param path below the control URL, such as `clock/advance`.
   * @returns the parsed answer. Undefined if it has no body.
   * @throws Error with `code` and `message` of the API; `unreachable` if nothing answers there, or
   * something else.
   */
  async call<T>(method: ApiMethod, path: string, call: ControlCall = {}): Promise<T> {
    const response = await this.#send(method, path, call);
    const text = await response.text();
    if (response.status === 204) return undefined as T;
    const answer = parse(text);
    if (response.ok && answer !== undefined) return answer as T;
    const { error, message } = (answer ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof error === 'string') throw new TestServerError(error, String(message));
    throw this.#noControlApi(`it answered with status ${response.status}`);
  }

  /** Ends calls that run. */
  close(): void {
    this.#closed.abort(new Error('The connection to the test server was closed.'));
  }

  async #send(method: ApiMethod, path: string, call: ControlCall): Promise<Response> {
    if (!URL.canParse(path, this.url)) throw this.#noControlApi('this is no URL');
    const url = new URL(path, this.url);
    url.search = String(new URLSearchParams(call.query));
    const headers = new Headers();
    if (this.token !== null) headers.set('Authorization', `Bearer ${this.token}`);
    const body = call.yaml ?? (call.body === undefined ? null : JSON.stringify(call.body));
    if (body !== null) {
      const type = call.yaml === undefined ? 'application/json' : 'application/yaml';
      headers.set('Content-Type', type);
    }
    const closed = this.#closed.signal;
    const signal = call.signal ? AbortSignal.any([closed, call.signal]) : closed;
    try {
      return await fetch(url, { method, headers, body, signal });
    } catch (cause) {
      signal.throwIfAborted();
      throw this.#noControlApi('nothing answered', cause);
    }
  }

  #noControlApi(found: string, cause?: unknown): TestServerError {
    const problem = `There is no control API at ${this.url}: ${found}.`;
    const advice =
      'Expected the "control" address of a server that "ticketoffice test-server" runs.';
    return new TestServerError('unreachable', `${problem} ${advice}`, { cause });
  }
}

/** Undefined if it is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
