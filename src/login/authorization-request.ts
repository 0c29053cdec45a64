/**
 * Reads the request with which an application sends a person here.
 *
 * Real clients send more than the specification knows. Unknown parameters, scopes, prompts and
 * response modes are ignored, as the original does.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
 */
import { type Application, clientIdProblem } from '../domain/applications/application.ts';
import { isRegisteredRedirect } from '../domain/applications/redirect-uri.ts';
import type { CodeChallenge } from '../domain/consents/authorization-code.ts';
import { LoginProblem, ReturnedError } from './authorization-error.ts';

/** The parameters that are read. All others are ignored. */
const KNOWN = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'acr_values',
  'login_hint',
  'prompt',
  'max_age',
  'ui_locales',
  'request',
  'request_uri',
] as const;
type Known = (typeof KNOWN)[number];

export type AuthorizationParameters = Readonly<Partial<Record<Known, string>>>;

const CHARACTERS_MAX = 4096;
const CHARACTERS_TOTAL_MAX = 12_288;

export type ResponseType = 'code' | 'id_token' | 'token';
export type ResponseMode = 'query' | 'fragment' | 'form_post';

/** Where the answer goes, once it is certain that the application has registered the address. */
export interface ReturnAddress {
  readonly application: Application;
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  /** Null if the application sent none. */
  readonly state: string | null;
}

export interface AuthorizationRequest extends ReturnAddress {
  readonly responseTypes: ReadonlySet<ResponseType>;
  readonly nonce: string | null;
  readonly codeChallenge: CodeChallenge | null;
  /** The context identifier in `acr_values`. Null if there is none. */
  readonly tenant: string | null;
  readonly loginHint: string | null;
  readonly prompts: ReadonlySet<string>;
  /** How old the sign-in may be. Null for any age. */
  readonly maxAgeSeconds: number | null;
}

/**
 * Takes the known parameters of a request. One without a value counts as absent.
 *
 * @throws LoginProblem `repeated` for one that comes twice (RFC 6749 section 3.1), or is too long.
 */
export function takeParameters(
  pairs: Iterable<readonly [name: string, value: string]>,
): AuthorizationParameters {
  const taken: Partial<Record<Known, string>> = {};
  let characters = 0;
  for (const [given, value] of pairs) {
    const name = KNOWN.find((known) => known === given);
    if (name === undefined || value === '') continue;
    characters += value.length;
    const isTooLong = value.length > CHARACTERS_MAX || characters > CHARACTERS_TOTAL_MAX;
    // No database keeps a NUL in a text.
    const isBad = isTooLong || value.includes('\0');
    if (taken[name] !== undefined || isBad) throw new LoginProblem('repeated');
    taken[name] = value;
  }
  return taken;
}

/**
 * Finds where the answer goes. Without a redirect URI, it is the first that the application has
 * registered.
 *
 * @throws LoginProblem `application`, `redirect`
 */
export async function readReturnAddress(
  parameters: AuthorizationParameters,
  findApplication: (clientId: string) => Promise<Application | null>,
): Promise<ReturnAddress> {
  const { client_id: clientId = '' } = parameters;
  const application = clientIdProblem(clientId) === null ? await findApplication(clientId) : null;
  if (!application || application.disabledAtMs !== null) throw new LoginProblem('application');
  const [registered] = application.redirectUris;
  const redirectUri = parameters.redirect_uri ?? registered;
  if (redirectUri === undefined || !isRegisteredRedirect(application, redirectUri)) {
    throw new LoginProblem('redirect');
  }
  const { response_mode: mode, response_type: type = '', state = null } = parameters;
  const isCodeAlone = !/\btoken\b|\bid_token\b/.test(type);
  // Tokens never go into a query, which servers log.
  const known = mode === 'form_post' || mode === 'fragment' || (mode === 'query' && isCodeAlone);
  const responseMode = known ? mode : isCodeAlone ? 'query' : 'fragment';
  return { application, redirectUri, responseMode, state };
}

/** @throws ReturnedError */
export function readAuthorizationRequest(
  parameters: AuthorizationParameters,
  address: ReturnAddress,
): AuthorizationRequest {
  if (parameters.request !== undefined) {
    throw new ReturnedError('request_not_supported', 'Send the parameters by themselves.');
  }
  if (parameters.request_uri !== undefined) {
    throw new ReturnedError('request_uri_not_supported', 'Send the parameters by themselves.');
  }
  const responseTypes = readResponseTypes(parameters.response_type);
  if (!words(parameters.scope).includes('openid')) {
    throw new ReturnedError('invalid_scope', 'The scope must contain openid.');
  }
  const { nonce = null } = parameters;
  if (responseTypes.has('id_token') && nonce === null) {
    const message = 'The parameter nonce is missing: this response type needs it.';
    throw new ReturnedError('invalid_request', message);
  }
  const codeChallenge = readChallenge(parameters);
  if (responseTypes.has('code') && address.application.native && !codeChallenge) {
    const message = 'Send a code_challenge: native applications have no secret.';
    throw new ReturnedError('invalid_request', message);
  }
  return {
    ...address,
    responseTypes,
    nonce,
    codeChallenge,
    tenant: tenantIn(parameters.acr_values),
    loginHint: parameters.login_hint ?? null,
    prompts: readPrompts(parameters.prompt),
    maxAgeSeconds: readMaxAge(parameters.max_age),
  };
}

function readResponseTypes(text: string | undefined): ReadonlySet<ResponseType> {
  const types = new Set<ResponseType>();
  for (const word of words(text)) {
    if (word !== 'code' && word !== 'id_token' && word !== 'token') {
      const message = 'Expected a response_type of code, id_token and token.';
      throw new ReturnedError('unsupported_response_type', message);
    }
    types.add(word);
  }
  if (types.size > 0) return types;
  throw new ReturnedError('invalid_request', 'The parameter response_type is missing.');
}

/** @see https://www.rfc-editor.org/rfc/rfc7636#section-4.3 */
function readChallenge(parameters: AuthorizationParameters): CodeChallenge | null {
  const { code_challenge: challenge, code_challenge_method: method } = parameters;
  if (challenge === undefined) {
    if (method === undefined) return null;
    throw new ReturnedError('invalid_request', 'The parameter code_challenge is missing.');
  }
  if (!/^[\w.~-]{43,128}$/.test(challenge)) {
    const message = 'Expected a code_challenge of 43 to 128 letters, digits and -._~.';
    throw new ReturnedError('invalid_request', message);
  }
  if (method === undefined || method === 'plain') return { method: 'plain', challenge };
  if (method === 'S256') return { method, challenge };
  throw new ReturnedError('invalid_request', 'Expected a code_challenge_method of S256 or plain.');
}

function readPrompts(text: string | undefined): ReadonlySet<string> {
  const prompts = new Set(words(text));
  if (!prompts.has('none') || prompts.size === 1) return prompts;
  throw new ReturnedError('invalid_request', 'The prompt none cannot be combined with others.');
}

function readMaxAge(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ReturnedError('invalid_request', 'Expected max_age as a number of seconds.');
}

function tenantIn(acrValues: string | undefined): string | null {
  const prefix = 'tenant:';
  const found = words(acrValues).find((word) => word.startsWith(prefix));
  return found?.slice(prefix.length) || null;
}

function words(text = ''): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
