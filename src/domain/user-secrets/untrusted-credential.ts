/**
 * Untrusted credentials: what a user stores to log in to another system, such as a mail server.
 * They are never accepted by a login here.
 */
import { DomainError } from '../errors.ts';
import { foldName, lineProblem, requireNoProblem, textProblem } from '../names.ts';

/** Identifies credentials of one user. */
export interface UntrustedCredentialKey {
  readonly associateId: number;
  /** The kind of the other system, such as `imap`, folded; 1 to 254 characters. */
  readonly type: string;
  /** Usually the server, the user name or both; 238 characters at most. */
  readonly publicValue: string;
}

interface UntrustedCredentialFields {
  /** 255 characters at most. */
  readonly comment: string;
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly isActive: boolean;
}

/** Credentials as they are stored. */
export interface StoredUntrustedCredential
  extends UntrustedCredentialKey,
    UntrustedCredentialFields {
  /** The secret, sealed. */
  readonly sealed: Uint8Array;
}

/** Credentials as a caller gives and gets them. */
export interface UntrustedCredential extends UntrustedCredentialFields {
  readonly publicValue: string;
  /**
   * 70 characters at most. Empty for a caller who may not read it. An empty secret that is given
   * leaves the stored one unchanged.
   */
  readonly secret: string;
}

/** Credentials as a caller gives them. A time is null if it is not given. */
export type UntrustedCredentialInput = Omit<UntrustedCredential, 'validFromMs' | 'validToMs'> & {
  readonly validFromMs: number | null;
  readonly validToMs: number | null;
};

/** The untrusted credentials of one tenant. */
export interface UntrustedCredentialStore {
  /** Lists credentials of a user and a type, ordered by public value. */
  list(associateId: number, type: string): Promise<readonly StoredUntrustedCredential[]>;
  find(key: UntrustedCredentialKey): Promise<StoredUntrustedCredential | null>;
  /** Counts a user's credentials of all types. */
  count(associateId: number): Promise<number>;
  /** Adds or replaces. @throws DomainError `not-found` for the user. */
  set(credential: StoredUntrustedCredential): Promise<void>;
  /** Returns whether there was one. */
  remove(key: UntrustedCredentialKey): Promise<boolean>;
}

/** The most credentials of one user, of all types. */
export const UNTRUSTED_CREDENTIALS_MAX = 100;

/** 9999-12-31T23:59:59Z, the original's end of credentials that do not end. */
export const FOREVER_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

const TYPE_CHARACTERS_MAX = 254;
const PUBLIC_CHARACTERS_MAX = 238;
const SECRET_CHARACTERS_MAX = 70;
const COMMENT_CHARACTERS_MAX = 255;

/** Folds the type. @throws DomainError `invalid-argument` */
export function requireCredentialType(type: string): string {
  requireNoProblem(
    type.trim() === '' ? 'The type of credentials must not be empty. Send one such as imap.' : null,
    type === type.trim() ? null : 'The type of credentials must not have spaces at its ends.',
    lineProblem('type of credentials', type, TYPE_CHARACTERS_MAX),
  );
  return foldName(type);
}

/** Adds the times that are missing. @throws DomainError `invalid-argument` */
export function requireCredential(
  input: UntrustedCredentialInput,
  nowMs: number,
): UntrustedCredential {
  requireNoProblem(
    lineProblem('public value', input.publicValue, PUBLIC_CHARACTERS_MAX),
    textProblem('secret value', input.secret, SECRET_CHARACTERS_MAX),
    textProblem('comment', input.comment, COMMENT_CHARACTERS_MAX),
  );
  const validToMs = input.validToMs ?? FOREVER_MS;
  const validFromMs = input.validFromMs ?? Math.min(nowMs, validToMs);
  if (validFromMs <= validToMs) return { ...input, validFromMs, validToMs };
  throw new DomainError('invalid-argument', 'ValidFrom is after ValidTo. Send an earlier date.');
}
