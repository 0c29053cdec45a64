/** The tables about new passwords. See `schema.ts`. */

/** The policies of tenants that have one of their own. */
export interface PasswordPolicyTable {
  readonly tenant_id: number;
  readonly characters_min: number;
  readonly digits_min: number;
  readonly special_characters_min: number;
  readonly lower_case_min: number;
  readonly upper_case_min: number;
  readonly message: string;
}

/** Links by which users choose a new password. A user has at most one. */
export interface PasswordResetTable {
  readonly tenant_id: number;
  readonly associate_id: number;
  /** Unique in a tenant. */
  readonly token_hash: string;
  readonly email: string;
  readonly expires_at_ms: number;
}
