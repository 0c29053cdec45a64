/** An application's requests to the OAuth endpoints, by plain HTTP. */
import assert from 'node:assert/strict';

/** The credentials of an application. */
export interface Client {
  readonly clientId: string;
  readonly token: string;
}

export interface OAuthAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Parameters = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

export const tokenTypes = {
  ticket: 'urn:ticketoffice:token-type:ticket',
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
} as const;
export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

export function basic({ clientId, token }: Client): string {
  return `Basic ${Buffer.from(`${clientId}:${token}`).toString('base64')}`;
}

/** @param client null for a request without an Authorization header. */
export async function postForm(
  url: string,
  client: Client | null,
  parameters: Parameters,
  headers: Readonly<Record<string, string>> = {},
): Promise<OAuthAnswer> {
  const pairs = Array.isArray(parameters) ? parameters : Object.entries(parameters);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(client && { Authorization: basic(client) }),
      ...headers,
    },
    body: new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString(),
  });
  return read(response);
}

export async function read(response: Response): Promise<OAuthAnswer> {
  const { status, headers } = response;
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
  const body = (await response.json()) as OAuthAnswer['body'];
  return { status, headers, body };
}

/** Introspects a token. @param base the issuer. */
export async function introspect(
  base: string,
  client: Client,
  token: string,
): Promise<OAuthAnswer['body']> {
  const { status, body } = await postForm(`${base}/oauth2/introspect`, client, { token });
  assert.equal(status, 200);
  if (body['active'] !== true) assert.deepEqual(body, { active: false });
  return body;
}

export async function isActive(base: string, client: Client, token: string): Promise<boolean> {
  return (await introspect(base, client, token))['active'] === true;
}

export async function revokeToken(base: string, client: Client, token: string): Promise<void> {
  const { status, body } = await postForm(`${base}/oauth2/revoke`, client, { token });
  assert.deepEqual({ status, body }, { status: 200, body: {} });
}

/** Exchanges a ticket or an access token, for a JWT or for the default token type. */
export async function exchange(
  base: string,
  client: Client,
  subjectToken: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const isTicket = subjectToken.startsWith('7T:');
  const { status, body } = await postForm(`${base}/oauth2/token`, client, {
    grant_type: tokenExchange,
    subject_token: subjectToken,
    subject_token_type: isTicket ? tokenTypes.ticket : tokenTypes.accessToken,
    ...parameters,
  });
  assert.equal(status, 200, JSON.stringify(body));
  return String(body['access_token']);
}

export const asJwt = { requested_token_type: tokenTypes.jwt } as const;
