/** Selects entries by the fields of a filter. */
import { DomainError } from '../domain/errors.ts';
import type { JournalEntry, JournalFilter } from './journal-entry.ts';

const CONDITIONS = Object.keys({
  operation: true,
  outcome: true,
  reason: true,
  user: true,
  application: true,
  tenant: true,
  protocol: true,
  fromNumber: true,
  sinceMs: true,
} satisfies Record<keyof JournalFilter, true>);

/**
 * Returns a function that tells whether an entry fits.
 *
 * @throws DomainError `invalid-argument` for a condition that there is not, which a misspelt one
 *   would otherwise be: all entries would fit.
 */
export function fits(filter: JournalFilter): (entry: JournalEntry) => boolean {
  const unknown = Object.keys(filter).find((name) => !CONDITIONS.includes(name));
  if (unknown !== undefined) {
    const message = `${unknown}: not known here; expected ${CONDITIONS.join(', ')}`;
    throw new DomainError('invalid-argument', message);
  }
  const {
    operation,
    outcome,
    protocol,
    fromNumber = 0,
    sinceMs = Number.NEGATIVE_INFINITY,
  } = filter;
  const isName = (wanted: string | undefined, name: string | null) =>
    wanted === undefined || wanted.toLowerCase() === name?.toLowerCase();
  return (entry) =>
    entry.number >= fromNumber &&
    entry.atMs >= sinceMs &&
    (outcome === undefined || entry.outcome === outcome) &&
    (protocol === undefined || entry.protocol === protocol) &&
    (operation === undefined || isOperation(operation, entry.operation)) &&
    isName(filter.reason, entry.refusal?.reason ?? null) &&
    isName(filter.user, entry.user) &&
    isName(filter.application, entry.application) &&
    isName(filter.tenant, entry.tenant);
}

/** @param wanted `User/GetAccessToken`, or the name alone. Case does not matter. */
export function isOperation(wanted: string, operation: string | null): boolean {
  const folded = wanted.toLowerCase();
  const given = operation?.toLowerCase();
  return given === folded || given?.slice(given.indexOf('/') + 1) === folded;
}
