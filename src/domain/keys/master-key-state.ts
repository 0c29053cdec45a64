/** Which master key seals. The database knows only the ids of master keys. */
import type { SealingKeyStore } from './master-keys.ts';
import type { SecretName } from './secret-names.ts';

export interface MasterKeyState {
  /** The id of the key that seals. */
  readonly currentId: string;
  /**
   * The id of the key that sealed before, as long as secrets may still be sealed with it. Null when
   * no rotation is going on.
   */
  readonly previousId: string | null;
}

export interface MasterKeyStore extends SealingKeyStore {
  /** @throws Error if there is no installation. */
  read(): Promise<MasterKeyState>;
  /** Like `read`. Until the transaction ends, nobody seals and nobody else can lock. */
  lock(): Promise<MasterKeyState>;
  set(state: MasterKeyState): Promise<void>;
  /** Returns the key that hashes the names of failed logins, sealed. */
  readFailedLoginKey(): Promise<Uint8Array>;
}

/** A row with a sealed secret. */
export interface SealedRow {
  readonly name: SecretName;
  readonly sealed: Uint8Array;
  /** Identifies the row for the store. */
  readonly row: unknown;
}

/** The sealed secrets of all kinds and tenants. */
export interface SealedSecretStore {
  count(masterKeyId: string): Promise<number>;
  /**
   * Lists secrets that this key sealed, in an order of the store's own.
   *
   * @param after the last one of the previous page. Null for the first page.
   */
  list(masterKeyId: string, after: SealedRow | null, limit: number): Promise<readonly SealedRow[]>;
  /** Returns whether it was replaced. It is not if somebody has changed or removed the row. */
  replace(row: SealedRow, sealed: Uint8Array): Promise<boolean>;
}
