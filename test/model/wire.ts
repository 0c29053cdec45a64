/** Calls of clients by SOAP, REST and OAuth, with each answer put into a few words. */
import { asJwt, postForm, tokenExchange, tokenTypes } from '../support/oauth-calls.ts';
import {
  authorization,
  callRest,
  currentPrincipal,
  getAccessToken,
  restRefusalOf,
} from '../support/rest-calls.ts';
import {
  accessTokenOf,
  callService,
  loginOf,
  operations,
  type ReadAnswer,
  refusalOf,
} from '../support/service-calls.ts';
import type { Application, Refusal } from './records.ts';

/** The answer in words, and the ticket or token in it. */
export interface Told {
  readonly told: string;
  readonly text: string;
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  'tenant suspended': 'tenant suspended',
  'disabled application': 'application disabled',
  'session refused': 'not valid',
  'token refused': 'not valid',
};
const CONTEXT = 'http://schemes.superoffice.net/identity/ctx';

const tell = (told: string, text = ''): Told => ({ told, text });
const refuse = (words: string): Told => tell(REFUSALS[words] ?? `unexpected: ${words}`);

function readLogin(answer: ReadAnswer): Told {
  const refusal = refusalOf(answer);
  if (refusal !== null) return refuse(refusal);
  const login = loginOf(answer);
  if (!login) return tell('not valid');
  return tell(`${login.name} of ${login.contextIdentifier}`, login.ticket);
}

/** The credentials that a client sends, by the way it sends them. */
export type Shown =
  /** May also be an access token in place of a ticket. */
  { readonly ticket: string } | { readonly token: string };

/** Calls a base URL on behalf of an application. */
export class Client {
  readonly #base: string;
  readonly #application: Application;

  constructor(base: string, application: Application) {
    this.#base = base;
    this.#application = application;
  }

  async logIn(name: string, password: string): Promise<Told> {
    return readLogin(await this.#soap('SoPrincipal', operations.byPassword(name, password)));
  }

  /** Trades an access token for a ticket. */
  async trade(token: string): Promise<Told> {
    return readLogin(await this.#soap('SoPrincipal', operations.byAccessToken(token)));
  }

  /** @param ticket or an access token in its place. */
  async getTokenBySoap(ticket: string, includeCsSession: boolean): Promise<Told> {
    const body = operations.getAccessToken({ includeCsSession });
    const answer = await this.#soap('User', body, ticket);
    const refusal = refusalOf(answer);
    return refusal === null ? tell('issued', accessTokenOf(answer)) : refuse(refusal);
  }

  async getTokenByRest(shown: Shown, includeCsSession: boolean): Promise<Told> {
    const json = { IncludeCsSession: includeCsSession };
    const answer = await this.#rest(getAccessToken, shown, json);
    const refusal = restRefusalOf(answer, true);
    return refusal === null ? tell('issued', String(answer.json)) : refuse(refusal);
  }

  async whoIs(shown: Shown): Promise<Told> {
    const answer = await this.#rest(currentPrincipal, shown);
    const refusal = restRefusalOf(answer, true);
    if (refusal !== null) return refuse(refusal);
    const { Associate, DatabaseContextIdentifier } = Object(answer.json);
    return tell(`${Associate} of ${DatabaseContextIdentifier}`);
  }

  async introspect(token: string): Promise<Told> {
    const { told, body } = await this.#oauth('introspect', { token });
    if (told !== null) return tell(told);
    if (body['active'] !== true) return tell('not valid');
    const withCs = body['cs_session'] === undefined ? '' : ', with a CS session';
    return tell(`${body['username']} of ${body[CONTEXT]}${withCs}`);
  }

  /** Also returns the lifetime of the token. */
  async exchange(shown: Shown, forJwt: boolean): Promise<Told & { readonly seconds: number }> {
    const { told, body } = await this.#oauth('token', {
      grant_type: tokenExchange,
      ...('ticket' in shown
        ? { subject_token: shown.ticket, subject_token_type: tokenTypes.ticket }
        : { subject_token: shown.token, subject_token_type: tokenTypes.accessToken }),
      ...(forJwt && asJwt),
    });
    if (told !== null) return { ...tell(told), seconds: 0 };
    return { ...tell('issued', String(body['access_token'])), seconds: Number(body['expires_in']) };
  }

  async revoke(token: string): Promise<Told> {
    return tell((await this.#oauth('revoke', { token })).told ?? 'done');
  }

  #soap(service: string, body: string, ticket?: string) {
    const applicationToken = this.#application.token;
    return callService(this.#base, { service, body, applicationToken, ticket });
  }

  #rest(path: string, shown: Shown, json?: unknown) {
    const asTicket = (text: string) => ({
      authorization: authorization.ticket(text),
      appToken: this.#application.token,
    });
    const asToken = (text: string) => ({ authorization: authorization.bearer(text) });
    const proof = 'ticket' in shown ? asTicket(shown.ticket) : asToken(shown.token);
    return callRest(this.#base, path, { ...proof, json });
  }

  async #oauth(path: string, parameters: Readonly<Record<string, string>>) {
    const url = `${this.#base}/oauth2/${path}`;
    const { status, body } = await postForm(url, this.#application, parameters);
    if (status === 200) return { told: null, body };
    return { told: oauthRefusalOf(status, body), body };
  }
}

function oauthRefusalOf(status: number, body: Readonly<Record<string, unknown>>): string {
  const words = `${status} ${body['error']}: ${body['error_description']}`;
  if (/^421 .* is suspended\./.test(words)) return 'tenant suspended';
  if (/^401 invalid_client: /.test(words)) return 'application disabled';
  if (/^400 invalid_request: The (ticket|access token) is not valid or /.test(words))
    return 'not valid';
  if (/^400 unauthorized_client: .* another application,/.test(words)) return 'not yours';
  return `unexpected: ${words}`;
}
