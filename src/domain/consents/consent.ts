/**
 * Consents: a tenant allows an application to sign its people in. With the consent, the application
 * gets a system token, by which it works at the tenant without a person.
 */
import { randomLettersAndDigits } from '../random-secret.ts';

/** The consent of one tenant to one application. It stays when it is revoked. */
export interface Consent {
  readonly applicationId: number;
  /** The system token, sealed. It stays the same until the consent is revoked. */
  readonly sealed: Uint8Array;
  /** The restricted agents that the application had when the consent was given. */
  readonly agents: readonly string[];
  /** Whether the application was allowed to work without a person when the consent was given. */
  readonly serverToServer: boolean;
  readonly givenAtMs: number;
  /** Null while the consent is in force. */
  readonly revokedAtMs: number | null;
}

/** The consents of one tenant. They are removed with their application. */
export interface ConsentStore {
  find(applicationId: number): Promise<Consent | null>;
  /** Lists consents, also revoked ones, ordered by application id. */
  list(): Promise<readonly Consent[]>;
  /** Adds or replaces a consent. @throws DomainError `not-found` for the application. */
  set(consent: Consent): Promise<void>;
}

/**
 * - `missing`: the tenant has never consented.
 * - `given`: the consent is in force.
 * - `needs-reapproval`: the application has since been allowed more than the tenant consented to.
 * - `revoked`: the tenant has taken the consent back.
 */
export type ConsentState = 'missing' | 'given' | 'needs-reapproval' | 'revoked';

/** What a tenant consents to. */
export interface ConsentedRights {
  readonly agents: readonly string[];
  readonly serverToServer: boolean;
}

export function consentStateOf(
  application: ConsentedRights,
  consent: (ConsentedRights & Pick<Consent, 'revokedAtMs'>) | null,
): ConsentState {
  if (!consent) return 'missing';
  if (consent.revokedAtMs !== null) return 'revoked';
  const isWider =
    (application.serverToServer && !consent.serverToServer) ||
    application.agents.some((agent) => !consent.agents.includes(agent));
  return isWider ? 'needs-reapproval' : 'given';
}

const RANDOM_CHARACTERS = 10;
const TOKEN_CHARACTERS = { min: 10, max: 200 };

/** Returns what is wrong with a system token that was made elsewhere, or null. */
export function systemTokenProblem(text: string): string | null {
  const { min, max } = TOKEN_CHARACTERS;
  const isFitting = text.length >= min && text.length <= max && text.trim() === text;
  return isFitting && !/\p{Cc}/u.test(text)
    ? null
    : `A system token has ${min} to ${max} characters, and no spaces at its ends.`;
}

/** Makes a system token such as `Sync-8k8Q7DmBgo`. */
export function createSystemToken(applicationName: string): string {
  return `${applicationName}-${randomLettersAndDigits(RANDOM_CHARACTERS)}`;
}
