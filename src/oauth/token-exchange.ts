/**
 * Token exchange: a ticket for an access token, and a ticket or an access token for a JWT.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8693
 */

import type { AccessTokenAlgorithm } from '../domain/keys/signing-key.ts';
import { noteAdmitted } from '../domain/request-notes.ts';
import type { JwtOrigin } from '../domain/sessions/jwt-access-tokens.ts';
import type { Session } from '../domain/sessions/sessions.ts';
import type { Form } from './form.ts';
import { identityClaims } from './identity-claims.ts';
import { OAuthError } from './oauth-error.ts';
import type { OAuthRequest, TokenResponse } from './oauth-site.ts';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
/** No RFC names this token type, so RFC 8693 section 3 lets us choose the name. */
const TICKET = 'urn:ticketoffice:token-type:ticket';

/** The token types that a client may send or request. */
export const tokenTypes = [TICKET, ACCESS_TOKEN, JWT] as const;

const TARGETS_MAX = 5;
const TARGET_CHARACTERS_MAX = 512;
/**
 * RFC 3986 section 4.3, which excludes a fragment. Stricter than `URL`, which repairs its input.
 */
const ABSOLUTE_URI = /^[a-z][a-z0-9+.-]*:[!$-;=?-[\]_a-z~]+$/i;

/** The ticket or token that is exchanged. */
interface Subject {
  readonly session: Session;
  /** The access token. Null for a ticket. */
  readonly origin: JwtOrigin | null;
}

/** @throws OAuthError */
export async function exchangeToken(
  request: OAuthRequest,
  algorithm: AccessTokenAlgorithm,
): Promise<TokenResponse> {
  const { form } = request;
  if (form.find('actor_token') !== null || form.find('actor_token_type') !== null) {
    throw new OAuthError('invalid_request', 'Omit actor_token: delegation is not supported.');
  }
  const targets = readTargets(form);
  const subjectType = readSubjectType(form);
  const issuedType = issuedTypeOf(form, subjectType);
  // An access token is only exchanged for a JWT: another access token of ours would prolong it.
  const isJwt = issuedType === JWT || subjectType === ACCESS_TOKEN;
  if (!isJwt) requireNoOtherTarget(targets, request.issuer);
  let subject = await openSubject(request, subjectType);
  const { notes, faults } = request.context.caller;
  if (notes) noteAdmitted(notes, { session: subject.session });
  if (faults && (await faults.admitted())) subject = await openSubject(request, subjectType);
  return isJwt
    ? issueJwt(request, subject, { targets, algorithm, issuedType })
    : issueAccessToken(request, subject);
}

type SubjectType = typeof TICKET | typeof ACCESS_TOKEN;

function readSubjectType(form: Form): SubjectType {
  const type = form.require('subject_token_type');
  if (type === TICKET || type === ACCESS_TOKEN) return type;
  const message = `Expected a subject_token_type of ${TICKET} or ${ACCESS_TOKEN}.`;
  throw new OAuthError('invalid_request', message);
}

/** Section 3: an access token may have any form, and a JWT is one of them. */
function issuedTypeOf(form: Form, subjectType: SubjectType): typeof JWT | typeof ACCESS_TOKEN {
  const byDefault = subjectType === TICKET ? ACCESS_TOKEN : JWT;
  const requested = form.find('requested_token_type') ?? byDefault;
  if (requested === JWT || requested === ACCESS_TOKEN) return requested;
  const message = `Expected a requested_token_type of ${ACCESS_TOKEN} or ${JWT}.`;
  throw new OAuthError('invalid_request', message);
}

/** Section 2.2.2: an invalid subject makes the request invalid. */
async function openSubject(
  { site, form, context }: OAuthRequest,
  type: SubjectType,
): Promise<Subject> {
  const text = form.require('subject_token');
  const { notes } = context.caller;
  if (notes) notes.findCause = () => site.refusalCauses.ofToken(text);
  if (type === TICKET) {
    const session = await site.sessions.resume(text, context.caller);
    if (session) return { session, origin: null };
    throw new OAuthError('invalid_request', 'The ticket is not valid or no longer valid.');
  }
  const verdict = await site.accessTokens.verify(text);
  if (verdict.valid) return { session: verdict.session, origin: verdict };
  throw new OAuthError('invalid_request', 'The access token is not valid or no longer valid.');
}

async function issueAccessToken(
  { site, application, context }: OAuthRequest,
  { session }: Subject,
): Promise<TokenResponse> {
  const issue = { application, includeCsSession: false, origin: 'api' } as const;
  return {
    access_token: await site.accessTokens.issue(session, issue, context.caller),
    issued_token_type: ACCESS_TOKEN,
    token_type: 'Bearer',
    expires_in: Math.floor(site.accessTokens.lifetimeMs / 1000),
  };
}

interface JwtIssue {
  readonly targets: readonly string[];
  readonly algorithm: AccessTokenAlgorithm;
  /** The token type that was asked for, which the answer names as `issued_token_type`. */
  readonly issuedType: string;
}

async function issueJwt(
  { site, application, issuer, context }: OAuthRequest,
  { session, origin }: Subject,
  { targets, algorithm, issuedType }: JwtIssue,
): Promise<TokenResponse> {
  const { text, expiresInMs } = await site.jwtAccessTokens.issue(session, {
    issuer,
    // RFC 9068 section 3: without a target, the audience is a default: the issuer.
    audience: targets.length > 0 ? targets : [issuer],
    application,
    algorithm,
    origin,
    identity: identityClaims(session.associate, site, issuer),
  });
  await site.audit.record(context.caller, {
    action: 'jwt-issued',
    outcome: 'succeeded',
    user: session.associate.name,
    application: application.name,
    detail: { ticketId: session.ticket.id },
  });
  return {
    access_token: text,
    issued_token_type: issuedType,
    token_type: 'Bearer',
    expires_in: Math.floor(expiresInMs / 1000),
  };
}

/**
 * Reads the places where the token will be used (section 2.1). @throws OAuthError `invalid_target`
 */
function readTargets(form: Form): readonly string[] {
  const resources = form.all('resource');
  const targets = [...new Set([...resources, ...form.all('audience')])];
  if (targets.length > TARGETS_MAX) {
    throw new OAuthError('invalid_target', `Expected ${TARGETS_MAX} targets at most.`);
  }
  if (targets.some((target) => target.length > TARGET_CHARACTERS_MAX)) {
    const message = `Expected targets of ${TARGET_CHARACTERS_MAX} characters at most.`;
    throw new OAuthError('invalid_target', message);
  }
  if (!resources.every((resource) => ABSOLUTE_URI.test(resource) && URL.canParse(resource))) {
    const message = 'Expected each resource as an absolute URI without a fragment.';
    throw new OAuthError('invalid_target', message);
  }
  return targets;
}

/** An access token cannot be restricted to a target (section 2.2.2): it is for this server. */
function requireNoOtherTarget(targets: readonly string[], issuer: string): void {
  if (targets.every((target) => target === issuer)) return;
  const message =
    `An access token is meant for ${issuer} alone. For another target ask for a JWT: ` +
    `requested_token_type ${JWT}.`;
  throw new OAuthError('invalid_target', message);
}
