/**
 * Authenticates the application that sends a request, by a secret, which is its application token,
 * or by a signed assertion.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3
 */
import type { Application } from '../domain/applications/application.ts';
import type { RefusalCause } from '../domain/request-notes.ts';
import type { ClientAssertions } from './client-assertions.ts';
import { type ClientProof, refused } from './client-proof.ts';
import type { Form } from './form.ts';
import { OAuthError } from './oauth-error.ts';

const CREDENTIALS_CHARACTERS_MAX = 2048;
const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;
const BASIC_SCHEME = /^basic(?: |$)/i;

/**
 * Authenticates the client. A wrong secret counts as a failed login of the client.
 *
 * An Authorization of another scheme than Basic is no client authentication. It is ignored, because
 * real clients send their old access token as Bearer beside their secret.
 *
 * @throws OAuthError `invalid_client`, or `invalid_request` if several methods are used at once.
 * @throws DomainError `busy`
 */
export async function authenticateClient(
  proof: ClientProof,
  assertions: ClientAssertions,
): Promise<Application> {
  const { form } = proof;
  const asserted = form.find('client_assertion') ?? form.find('client_assertion_type');
  const ways = [basicOf(proof), form.find('client_secret'), asserted];
  if (ways.filter((way) => way !== null).length > 1) {
    throw new OAuthError('invalid_request', 'Expected one way of client authentication, not two.');
  }
  if (asserted !== null) return assertions.authenticate(proof);
  const pairs = credentialPairs(proof);
  const [first] = pairs;
  if (first === undefined) throw refused();
  const { applications, clientGuard } = proof.site;
  const check = async () => {
    for (const [clientId, secret] of pairs) {
      const found = await applications.authenticate(clientId, secret);
      if (found) return found;
    }
    return null;
  };
  const onLocked = () => {
    if (proof.notes) proof.notes.findCause = () => LOCKED;
  };
  const application = await clientGuard.attempt(first[0], proof.address, check, onLocked);
  if (!application) throw refused();
  return application;
}

const LOCKED: RefusalCause = {
  reason: 'locked',
  text:
    'The client is locked from this network for some minutes, because there were too many wrong ' +
    'secrets.',
};

/** Returns the client ids and secrets to try, in this order. */
export function credentialPairs(
  proof: Pick<ClientProof, 'authorization' | 'form'>,
): readonly Pair[] {
  const basic = basicOf(proof);
  return basic === null ? postedPair(proof.form) : basicPairs(basic, proof.form);
}

/** Returns the Authorization if its scheme is Basic, whether or not it can be read. */
export function basicOf({ authorization = '' }: Pick<ClientProof, 'authorization'>): string | null {
  return BASIC_SCHEME.test(authorization) ? authorization : null;
}

type Pair = readonly [clientId: string, secret: string];

/** RFC 6749 section 2.3.1: the credentials in the body. */
function postedPair(form: Form): readonly Pair[] {
  const [clientId, secret] = [form.find('client_id'), form.find('client_secret')];
  return clientId === null || secret === null ? [] : [[clientId, secret]];
}

/**
 * RFC 6749 section 2.3.1: both parts are form-encoded. Many clients do not encode them, which
 * matters only for a few secrets. So the parts are also tried as they are.
 */
function basicPairs(authorization: string, form: Form): readonly Pair[] {
  if (authorization.length > CREDENTIALS_CHARACTERS_MAX) return [];
  const [, encoded = ''] = BASIC.exec(authorization) ?? [];
  const [, clientId, secret] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  if (clientId === undefined || secret === undefined) return [];
  const [decodedId, decodedSecret] = [decodeFormText(clientId), decodeFormText(secret)];
  const pairs: Pair[] = [[clientId, secret]];
  if (decodedId !== null && decodedSecret !== null) pairs.unshift([decodedId, decodedSecret]);
  const named = form.find('client_id');
  return pairs.filter(([id]) => named === null || named === id);
}

function decodeFormText(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
