/**
 * What other nodes change in the database that all of them share, for whoever keeps what it has
 * read there.
 */

/** What may be kept. */
export type KeptKind =
  | 'tickets'
  | 'associates'
  /** What users may do: roles with their rights, and licences with who has them. */
  | 'rights'
  | 'applications'
  | 'tenants'
  | 'revokedTokens'
  | 'keys';

export interface Change {
  readonly kind: KeptKind;
  /** Names what was changed among its kind; null for any of them. */
  readonly key: string | null;
}

export interface ChangeFeed {
  /**
   * Whether all is known that others changed up to now, but for a time that the engine's feed
   * documents. Else nothing that was kept may be used. To be asked before each use.
   */
  isCurrent(): boolean;
  /** @param listener gets each change of others, or null for one that could be any. */
  subscribe(listener: (change: Change | null) => void): void;
  close(): Promise<void>;
}
