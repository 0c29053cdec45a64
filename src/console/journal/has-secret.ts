/** Finds the entries in which a hidden secret occurs. */
import type { JournalEntry } from '../../journal/journal-entry.ts';

/** Entries never change, so each is searched once for each secret. */
const found = new WeakMap<JournalEntry, Map<string, boolean>>();

/** @param secret the name without braces, such as `ticket 3`. */
export function hasSecret(entry: JournalEntry, secret: string): boolean {
  const known = found.get(entry) ?? new Map<string, boolean>();
  found.set(entry, known);
  const has = known.get(secret) ?? JSON.stringify(entry).includes(`{{${secret}}}`);
  known.set(secret, has);
  return has;
}
