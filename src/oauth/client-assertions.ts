/**
 * `private_key_jwt`: an application authenticates by an assertion that it signs with its own key.
 * The public half of the key is registered here. Each assertion is accepted once.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.2
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-3
 */
import { generateKeyPairSync, hash, randomBytes } from 'node:crypto';
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  importJWK,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose';
import type { Application } from '../domain/applications/application.ts';
import type { Clock } from '../domain/clock.ts';
import { type Jwk, type PublicKey, publicKeysMax } from '../domain/keys/public-key.ts';
import type { RefusalCause } from '../domain/request-notes.ts';
import type { RevokedTokenStore } from '../domain/sessions/access-token.ts';
import { type ClientProof, refused } from './client-proof.ts';

export const assertionAlgorithms = ['ES256', 'EdDSA', 'RS256', 'PS256'] as const;
type AssertionAlgorithm = (typeof assertionAlgorithms)[number];

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const TEXT_CHARACTERS_MAX = 8192;
const LIFETIME_SECONDS_MAX = 600;
/** How far the clocks of client and server may differ. */
const CLOCK_TOLERANCE_SECONDS = 30;
const JTI_CHARACTERS_MAX = 256;
/** The modulus of a 2048-bit key: the smallest that can be registered, and the most common. */
const RSA_BYTES = 256;
/** `typ` is optional. An assertion with another `typ` is refused. */
const TYPES: readonly unknown[] = [undefined, 'jwt', 'client-authentication+jwt'];

/** The algorithms that fit a key, by the key's type and curve. */
const ALGORITHMS: Readonly<Record<string, readonly AssertionAlgorithm[]>> = {
  EC: ['ES256'],
  OKP: ['EdDSA'],
  RSA: ['RS256', 'PS256'],
};

export interface ClientAssertionsOptions {
  readonly usedAssertions: RevokedTokenStore;
  readonly clock: Clock;
}

export class ClientAssertions {
  readonly #options: ClientAssertionsOptions;
  readonly #dummyKeys: readonly Jwk[] = makeDummyKeys();

  constructor(options: ClientAssertionsOptions) {
    this.#options = options;
  }

  /** @throws OAuthError `invalid_client` */
  async authenticate({ form, site, audiences }: ClientProof): Promise<Application> {
    const assertion = form.find('client_assertion') ?? '';
    if (form.find('client_assertion_type') !== TYPE || assertion.length > TEXT_CHARACTERS_MAX) {
      throw refused(`Expected client_assertion_type ${TYPE} and a signed JWT.`);
    }
    if (audiences.length === 0) {
      throw refused('Assertions are taken where the setting publicUrl says what they must name.');
    }
    const clientId = claimedClientId(assertion);
    const named = form.find('client_id');
    if (clientId === null || (named !== null && named !== clientId)) throw refused();
    const application = await site.applications.findClient(clientId);
    for (const key of this.#candidates(assertion, application?.publicKeys ?? [])) {
      const claims = await this.#verify(assertion, key, clientId, audiences);
      if (!claims || !application?.publicKeys.includes(key)) continue;
      if (await this.#useOnce(application, claims)) return application;
    }
    throw refused();
  }

  /** Why `authenticate` refuses an assertion that was well-formed, for who operates the server. */
  async explain({ form, site, audiences }: ClientProof): Promise<RefusalCause | null> {
    if (audiences.length === 0) return null;
    const assertion = form.find('client_assertion') ?? '';
    const clientId = claimedClientId(assertion);
    if (clientId === null) {
      return cause('unreadable', 'The assertion is no JWT, or has no text as its sub.');
    }
    const named = form.find('client_id');
    if (named !== null && named !== clientId) {
      return cause('of-another-client', 'The sub of the assertion differs from client_id.');
    }
    const application = await site.applications.findClient(clientId);
    if (!application) {
      return cause('client-unknown', 'No application that may call has the sub as its client id.');
    }
    const { alg, kid } = headerOf(assertion);
    const fitting = application.publicKeys.filter(
      ({ keyId, jwk }) =>
        algorithmsOf(jwk).some((one) => one === alg) && (kid === undefined || kid === keyId),
    );
    const { name } = application;
    if (fitting.length === 0) {
      return cause('key-unknown', `${name} has no key for the kid and alg of the assertion.`);
    }
    const problems = await Promise.all(
      fitting.map((key) => this.#problemOf(assertion, key, clientId, audiences)),
    );
    const [problem] = problems;
    return problems.includes(null)
      ? cause('used', `The assertion of ${name} was used before. Sign another for each request.`)
      : cause('invalid', `The assertion of ${name} is refused: ${problem}.`);
  }

  /**
   * The keys that may have signed an assertion, filled up with dummy keys to `publicKeysMax`. So
   * the time of a refusal does not reveal whether the client exists or how many keys it has. An RSA
   * key of more than 2048 bits still takes longer than a dummy.
   */
  #candidates(assertion: string, publicKeys: readonly PublicKey[]): readonly PublicKey[] {
    const { alg, kid } = headerOf(assertion);
    const isOfAlgorithm = ({ jwk }: PublicKey) => algorithmsOf(jwk).some((one) => one === alg);
    const fitting = publicKeys.filter(
      (key) => isOfAlgorithm(key) && (kid === undefined || kid === key.keyId),
    );
    const dummies = this.#dummyKeys
      .filter((jwk) => isOfAlgorithm({ keyId: '', jwk }))
      .flatMap((jwk) => Array<Jwk>(publicKeysMax - fitting.length).fill(jwk))
      .map((jwk) => ({ keyId: typeof kid === 'string' ? kid : '', jwk }));
    return [...fitting, ...dummies];
  }

  async #verify(
    assertion: string,
    key: PublicKey,
    clientId: string,
    audiences: readonly string[],
  ): Promise<JWTPayload | null> {
    const verified = await this.#tryVerify(assertion, key, clientId, audiences);
    return typeof verified === 'string' ? null : verified;
  }

  /** Returns null if there is no problem. */
  async #problemOf(
    assertion: string,
    key: PublicKey,
    clientId: string,
    audiences: readonly string[],
  ): Promise<string | null> {
    const verified = await this.#tryVerify(assertion, key, clientId, audiences);
    return typeof verified === 'string' ? verified : null;
  }

  /** Returns the claims, or what is wrong with the assertion. */
  async #tryVerify(
    assertion: string,
    { keyId, jwk }: PublicKey,
    clientId: string,
    audiences: readonly string[],
  ): Promise<JWTPayload | string> {
    const now = this.#options.clock.now();
    try {
      const { payload } = await jwtVerify(
        assertion,
        async ({ kid, alg, typ }) => {
          if (!TYPES.includes(typ?.toLowerCase().replace(/^application\//, ''))) {
            throw new errors.JWTInvalid('The typ of the JWT is not that of an assertion.');
          }
          if (kid !== undefined && kid !== keyId) throw new errors.JWKSNoMatchingKey();
          return importJWK({ ...jwk }, alg);
        },
        {
          algorithms: [...algorithmsOf(jwk)],
          issuer: clientId,
          subject: clientId,
          audience: [...audiences],
          requiredClaims: ['exp', 'jti'],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(now),
        },
      );
      const { exp = 0, iat = 0, jti } = payload;
      const nowSeconds = now / 1000;
      const sane =
        exp <= nowSeconds + LIFETIME_SECONDS_MAX + CLOCK_TOLERANCE_SECONDS &&
        iat <= nowSeconds + CLOCK_TOLERANCE_SECONDS &&
        typeof jti === 'string' &&
        jti !== '' &&
        jti.length <= JTI_CHARACTERS_MAX;
      return sane ? payload : 'its exp, iat or jti is out of range';
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) {
        return error.message;
      }
      throw error;
    }
  }

  /** Returns whether the assertion is used for the first time. */
  #useOnce({ id }: Application, { jti = '', exp = 0 }: JWTPayload): Promise<boolean> {
    const name = `assertion:${hash('sha256', `${id}\n${jti}`, 'base64url')}`;
    // Seconds may have fractions, but times are compared in whole seconds.
    const endsAtMs = (Math.ceil(exp) + CLOCK_TOLERANCE_SECONDS) * 1000;
    return this.#options.usedAssertions.add(name, endsAtMs);
  }
}

function cause(what: string, text: string): RefusalCause {
  return { reason: `assertion-${what}`, text };
}

function algorithmsOf({ kty = '' }: Jwk): readonly AssertionAlgorithm[] {
  return ALGORITHMS[kty] ?? [];
}

/** Makes a public key of each type. Nobody has the private halves. */
function makeDummyKeys(): readonly Jwk[] {
  const { publicKey: ec } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { publicKey: ed } = generateKeyPairSync('ed25519');
  // Finding primes would block for long. A verification takes as long with any odd modulus.
  const modulus = randomBytes(RSA_BYTES)
    .fill(0xff, 0, 1)
    .fill(0xff, RSA_BYTES - 1);
  const rsa = { kty: 'RSA', e: 'AQAB', n: modulus.toString('base64url') };
  return [ec.export({ format: 'jwk' }), ed.export({ format: 'jwk' }), rsa];
}

/** Returns an empty header if the assertion has none that can be read. */
function headerOf(assertion: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    return {};
  }
}

/** The client id that the assertion claims. It is not verified yet. */
function claimedClientId(assertion: string): string | null {
  try {
    const { sub }: Readonly<Record<string, unknown>> = decodeJwt(assertion);
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}
