/** The life of a key, whether it seals access tokens or signs JWTs. */

/** How long it takes at most until every node notices that a key was made or retired. */
export const KEY_NOTICED_AFTER_MS = 5_000;

/** The longest life of an access token, whatever an installation has set. */
export const ACCESS_TOKEN_LIFETIME_MS_MAX = 24 * 3_600_000;

/**
 * How long a key is kept after another has taken its place, or it was retired: until all that it
 * made has expired, and an hour for nodes that notice late and clocks that differ.
 */
export const KEY_KEPT_MS = ACCESS_TOKEN_LIFETIME_MS_MAX + 3_600_000;

/** Of one kind, ended ones included; every node holds them in memory. */
export const KEYS_MAX = 1000;

export interface KeyLife {
  readonly createdAtMs: number;
  /** When it takes the place of the one before it. */
  readonly activeFromMs: number;
  /** Null unless it was ended before its time. */
  readonly retiredAtMs: number | null;
}

/**
 * - `coming`: published, and not yet in use.
 * - `current`: makes tokens.
 * - `superseded`: only opens or verifies them.
 * - `retired`: does nothing any more; its record is what is left of it.
 */
export type KeyState = 'coming' | 'current' | 'superseded' | 'retired';

export interface KeyStatus {
  readonly state: KeyState;
  /** When it is forgotten; null while that is not decided. */
  readonly untilMs: number | null;
}

/**
 * @param lives in the order of succession.
 * @param currentIndex where the one that makes tokens is; -1 when there is none.
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

/** One that was retired before its time came never took the place of another. */
function hasTakenOver({ activeFromMs, retiredAtMs }: KeyLife): boolean {
  return retiredAtMs === null || retiredAtMs > activeFromMs;
}
