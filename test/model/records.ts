/** What there is in the model: plain records, with the texts that clients were given. */
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
  /** In vain: whoever fails has to wait in the end, which the moves see to that nobody does. */
  failures: number;
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly tenant: Tenant;
  password: string;
  disabled: boolean;
  /** What was begun in another than this is over. */
  generation: number;
  failures: number;
}

export interface Session {
  readonly user: User;
  readonly generation: number;
  /** The access token by which it was entered. */
  readonly origin: Token | null;
  /** Null for one that nobody was told. */
  readonly ticket: string | null;
  usedAtMs: number;
  endsAtMs: number;
  revoked: boolean;
}

export interface Token {
  readonly kind: 'access token' | 'jwt';
  readonly session: Session;
  readonly application: Application;
  /** The access token that a JWT was got for. */
  readonly origin: Token | null;
  readonly text: string;
  /** What sealed or signed it. */
  readonly keyId: string;
  readonly endsAtMs: number;
  /** Last use of the CS session that it carries; null without one. */
  csUsedAtMs: number | null;
  revoked: boolean;
}

/** Why something is not answered. */
export type Refusal = 'tenant suspended' | 'application disabled' | 'not valid' | 'not yours';

/** Where a call comes in, and who asks. */
export interface Visit {
  readonly tenant: Tenant;
  readonly application: Application;
}

/** Who acts. */
export interface Cast {
  readonly tenants: readonly Tenant[];
  readonly applications: readonly Application[];
  readonly users: readonly User[];
}
