/**
 * A feed of the changes that other nodes make in the shared database, for caches of its records.
 */

/** The kinds of records that caches hold. */
export type CachedKind =
  | 'tickets'
  | 'associates'
  /** What users may do: roles with their rights, and licences with their holders. */
  | 'rights'
  | 'applications'
  | 'tenants'
  | 'revokedTokens'
  | 'keys';

export interface Change {
  readonly kind: CachedKind;
  /** Identifies the changed record among its kind. Null if it could be any. */
  readonly key: string | null;
}

export interface ChangeFeed {
  /**
   * Whether the feed has delivered all changes of others up to now, except for a delay that each
   * engine's feed documents. If it returns false, no cached value may be used. Call it before each
   * use.
   */
  isCurrent(): boolean;
  /** @param listener receives each change of others, or null if the change is unknown. */
  subscribe(listener: (change: Change | null) => void): void;
  close(): Promise<void>;
}
