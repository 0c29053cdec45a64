/** The records of the model, with the texts that clients were given. */
export interface Tenant {
  readonly id: number;
  readonly name: string;
  suspended: boolean;
}

export interface Application {
  readonly id: number;
  readonly clientId: string;
  readonly token: string;
  disabled: boolean;
  /** Failed authentications. The moves keep this low, because many failures cause delays. */
  failures: number;
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly tenant: Tenant;
  password: string;
  disabled: boolean;
  /** A session of an earlier generation has ended. */
  generation: number;
  failures: number;
}

export interface Session {
  readonly user: User;
  readonly generation: number;
  /** The access token that the session was entered with. */
  readonly origin: Token | null;
  /** Null if no client was given the ticket. */
  readonly ticket: string | null;
  usedAtMs: number;
  endsAtMs: number;
  revoked: boolean;
}

export interface Token {
  readonly kind: 'access token' | 'jwt';
  readonly session: Session;
  readonly application: Application;
  /** The access token that a JWT was issued for. */
  readonly origin: Token | null;
  readonly text: string;
  /** The key that sealed or signed the token. */
  readonly keyId: string;
  readonly endsAtMs: number;
  /** Last use of the CS session that the token carries. Null without one. */
  csUsedAtMs: number | null;
  revoked: boolean;
}

/** Why the server refuses. */
export type Refusal = 'tenant suspended' | 'application disabled' | 'not valid' | 'not yours';

/** The tenant that is called, and the calling application. */
export interface Visit {
  readonly tenant: Tenant;
  readonly application: Application;
}

/** The tenants, applications and users of a run. */
export interface Cast {
  readonly tenants: readonly Tenant[];
  readonly applications: readonly Application[];
  readonly users: readonly User[];
}
