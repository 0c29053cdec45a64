/**
 * Links by which users choose a new password. The token in a link is a random secret, of which only
 * the hash is stored.
 */
export const RESET_LIFETIME_MS = 3_600_000;

/** A user has at most one. */
export interface PasswordReset {
  readonly associateId: number;
  /** SHA-256 of the token, base64. */
  readonly tokenHash: string;
  /** The address that the link was sent to. The link ends when the user gets another. */
  readonly email: string;
  /** The generation of the user when the link was sent. The link ends with it. */
  readonly generation: number;
  readonly expiresAtMs: number;
}

export interface PasswordResetStore {
  /** Replaces the reset of the user. @throws DomainError `not-found` for the associate. */
  set(reset: PasswordReset): Promise<void>;
  find(tokenHash: string): Promise<PasswordReset | null>;
  /** Returns whether the user had one. */
  remove(associateId: number): Promise<boolean>;
}
