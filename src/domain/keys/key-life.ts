/** The life of a key that seals access tokens or signs JWTs. */

/** The longest time until every node notices that a key was made or retired. */
export const KEY_NOTICED_AFTER_MS = 5_000;

/** The longest lifetime of an access token that an installation can set. */
export const ACCESS_TOKEN_LIFETIME_MS_MAX = 24 * 3_600_000;

/**
 * How long a key is kept after it was superseded or retired: until all its tokens have expired,
 * plus an hour for nodes that notice late and clocks that differ.
 */
export const KEY_KEPT_MS = ACCESS_TOKEN_LIFETIME_MS_MAX + 3_600_000;

/** Limit on the keys of one kind, including ended ones. Every node holds all of them in memory. */
export const KEYS_MAX = 1000;

export interface KeyLife {
  readonly createdAtMs: number;
  /** When it supersedes the key before it. */
  readonly activeFromMs: number;
  /** Null unless it was ended early. */
  readonly retiredAtMs: number | null;
}

/**
 * The states of a key:
 * - `coming`: published, and not in use yet.
 * - `current`: makes tokens.
 * - `superseded`: only opens or verifies tokens.
 * - `retired`: does nothing any more; only its record is kept.
 */
export type KeyState = 'coming' | 'current' | 'superseded' | 'retired';

export interface KeyStatus {
  readonly state: KeyState;
  /** When it is removed. Null if that is not decided yet. */
  readonly untilMs: number | null;
}

/**
 * @param lives in the order in which they become active.
 * @param currentIndex the index of the current key, or -1 if there is none.
 */
export function keyStatuses(lives: readonly KeyLife[], currentIndex: number): readonly KeyStatus[] {
  return lives.map(({ retiredAtMs }, index) => {
    if (retiredAtMs !== null) return { state: 'retired', untilMs: retiredAtMs + KEY_KEPT_MS };
    if (index === currentIndex) return { state: 'current', untilMs: null };
    if (index > currentIndex) return { state: 'coming', untilMs: null };
    const next = lives.slice(index + 1).find(hasTakenOver);
    return { state: 'superseded', untilMs: next ? next.activeFromMs + KEY_KEPT_MS : null };
  });
}

/** A key that was retired before it became active never superseded another. */
function hasTakenOver({ activeFromMs, retiredAtMs }: KeyLife): boolean {
  return retiredAtMs === null || retiredAtMs > activeFromMs;
}
