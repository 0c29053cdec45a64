/** REST requests, and short names for their refusals. */
import assert from 'node:assert/strict';
import { refusalInWords, tenantRefusalOf } from './service-calls.ts';

export interface RestCall {
  readonly authorization?: string | undefined;
  /** The header field `SO-AppToken`. */
  readonly appToken?: string | undefined;
  /** Sent as JSON. If absent, there is no body. */
  readonly json?: unknown;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of `json`. */
  readonly bytes?: Uint8Array<ArrayBuffer> | string;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined if the answer has no body. */
  readonly json: unknown;
}

export const currentPrincipal = '/api/v1/User/currentPrincipal';
export const getAccessToken = '/api/v1/Agents/User/GetAccessToken';
export const systemInfo = '/api/v1/Agents/SoPrincipal/GetSystemInfo';

export const authorization = {
  basic: (userName: string, password: string) =>
    `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`,
  ticket: (ticket: string) => `SOTicket ${ticket}`,
  bearer: (token: string) => `Bearer ${token}`,
} as const;

/**
 * Sends a GET for operations that only read, and a POST for others.
 * @param base the URL before `/api`.
 */
export async function callRest(
  base: string,
  path: string,
  { authorization: proof, appToken, json, bytes, headers, ...call }: RestCall = {},
): Promise<RestAnswer> {
  const { method = path === currentPrincipal ? 'GET' : 'POST' } = call;
  const body = bytes ?? (json === undefined ? undefined : JSON.stringify(json));
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(proof !== undefined && { Authorization: proof }),
      ...(appToken !== undefined && { 'SO-AppToken': appToken }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const answer = { status: response.status, headers: response.headers, text };
  if (text === '') return { ...answer, json: undefined };
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  return { ...answer, json: JSON.parse(text) };
}

export interface ToldError {
  readonly type: string;
  readonly message: string;
}

/** Returns the error of an answer. Checks that it has the documented form. */
export function errorOf({ json, status, headers }: RestAnswer): ToldError {
  assert.ok(typeof json === 'object' && json !== null, `status ${status} without an object`);
  const { Error: flag, ErrorType, Message, ErrorSource, Parameters, ...rest } = Object(json);
  assert.deepEqual([flag, ErrorSource, rest], [true, 'Ticketoffice', {}]);
  assert.equal(Parameters !== undefined, ErrorType === 'SoValidationException');
  assert.equal(headers.get('cache-control'), 'no-store');
  return { type: ErrorType, message: Message };
}

/** Returns the refusal's short name, as in `service-calls.ts`. Null if it was not refused. */
export function restRefusalOf(answer: RestAnswer, online: boolean): string | null {
  const challenge = answer.headers.get('www-authenticate');
  assert.equal(challenge !== null, answer.status === 401, `status ${answer.status}: ${challenge}`);
  if (challenge !== null) {
    assert.match(challenge, /^Bearer realm="Ticketoffice".*, SOTicket realm="Ticketoffice"/);
    assert.equal(/, Basic realm="Ticketoffice", charset="UTF-8"$/.test(challenge), !online);
  }
  if (answer.status === 200) return null;
  const { type, message } = errorOf(answer);
  if (answer.status === 421) return tenantRefusalOf(421, message);
  const words = refusalInWords(type, message);
  const expected = words === 'agent not granted' ? 403 : 401;
  assert.equal(answer.status, words.startsWith('AppToken') ? 400 : expected, words);
  return words;
}
