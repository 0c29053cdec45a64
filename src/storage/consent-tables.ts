/** The tables about consents, and about what sign-ins give applications. See `schema.ts`. */

/** The consent of a tenant to an application. Revoked ones stay. */
export interface ConsentTable {
  readonly tenant_id: number;
  readonly application_id: number;
  /** The system token. */
  readonly sealed: Uint8Array;
  /** A JSON array of the restricted agents that the application had then. */
  readonly agents: string;
  /** 0 or 1. */
  readonly server_to_server: number;
  readonly given_at_ms: number;
  /** Null while the consent is in force. */
  readonly revoked_at_ms: number | null;
}

export interface AuthorizationCodeTable {
  /** Unique among all tenants. */
  readonly code_hash: string;
  readonly tenant_id: number;
  readonly application_id: number;
  readonly associate_id: number;
  readonly generation: number;
  /** No foreign key: the ticket may end before the code. */
  readonly ticket_id: string;
  readonly redirect_uri: string;
  readonly nonce: string | null;
  /** Null together with `challenge`. */
  readonly challenge_method: 'S256' | 'plain' | null;
  readonly challenge: string | null;
  readonly expires_at_ms: number;
  /** Null while the code is unused. No foreign key: the token may end before the code. */
  readonly refresh_token_hash: string | null;
}

export interface RefreshTokenTable {
  /** Unique among all tenants. */
  readonly token_hash: string;
  readonly tenant_id: number;
  readonly application_id: number;
  readonly associate_id: number;
  readonly generation: number;
  /** No foreign key: the ticket may end before the token. */
  readonly ticket_id: string;
  readonly issued_at_ms: number;
}
