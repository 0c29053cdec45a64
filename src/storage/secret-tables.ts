/** The tables with sealed secrets, and the one that says which master key seals. */
import type { SigningAlgorithm } from '../domain/keys/signing-key.ts';

/** Which master key seals. Always one row. */
export interface MasterKeyTable {
  /** Always 1. */
  readonly only_row: number;
  readonly current_id: string;
  /** Null when no rotation is going on. */
  readonly previous_id: string | null;
}

/** The key that hashes the names of failed logins. Always one row. */
export interface FailedLoginKeyTable {
  /** Always 1. */
  readonly only_row: number;
  readonly sealed: Uint8Array;
}

export interface TokenKeyTable {
  /** 1 to 2³²−1, chosen by the domain. */
  readonly id: number;
  /** Empty once the key is retired. */
  readonly sealed: Uint8Array;
  readonly created_at_ms: number;
  /** Null while the key opens tokens. */
  readonly retired_at_ms: number | null;
}

export interface SigningKeyTable {
  readonly key_id: string;
  readonly algorithm: SigningAlgorithm;
  /** A JSON Web Key. */
  readonly public_jwk: string;
  /** Empty once the key is retired. */
  readonly sealed: Uint8Array;
  readonly created_at_ms: number;
  readonly signs_from_ms: number;
  /** Null while the key is published. */
  readonly retired_at_ms: number | null;
}

/** What users store to log in to other systems. */
export interface UntrustedCredentialTable {
  readonly tenant_id: number;
  readonly associate_id: number;
  /** Folded. */
  readonly type: string;
  readonly public_value: string;
  readonly sealed: Uint8Array;
  readonly comment: string;
  readonly valid_from_ms: number;
  readonly valid_to_ms: number;
  /** 0 or 1. */
  readonly active: number;
}

/** Logins to other servers. */
export interface ServiceAuthTable {
  readonly tenant_id: number;
  readonly id: number;
  /** The owner. */
  readonly associate_id: number;
  readonly server: string;
  readonly port: number;
  readonly auth_type: string;
  readonly user_name: string;
  readonly sealed: Uint8Array;
}

/** Tokens of other providers. */
export interface ExternalTokenTable {
  readonly tenant_id: number;
  readonly key_hash: string;
  readonly associate_id: number;
  readonly provider: string;
  readonly sealed: Uint8Array;
  readonly saved_at_ms: number;
}
