/** What an error of the driver or of PostgreSQL means to whoever asked. */
import pg from 'pg';
import { DomainError } from '../../domain/errors.ts';
import { databaseAway } from '../database-away.ts';
import { TransactionConflict } from '../transaction-conflict.ts';

type Meaning = 'unavailable' | 'busy' | 'conflict' | 'invalid-argument';

/**
 * By code, else by class, which is the first two characters.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '08': 'unavailable', // connection exceptions
  '28': 'unavailable', // the user is refused
  '3D': 'unavailable', // no such database
  '53': 'unavailable', // too many connections, no disk or memory left
  '58': 'unavailable', // errors of the system below
  '57P01': 'unavailable', // shut down by an administrator
  '57P02': 'unavailable', // shut down by a crash
  '57P03': 'unavailable', // starts or stops
  '57P04': 'unavailable', // the database was dropped
  '57P05': 'unavailable', // an idle session ended
  '25006': 'unavailable', // a standby, which only reads
  '25P03': 'unavailable', // a transaction that was left alone ended
  '57014': 'busy', // the statement took too long
  '55P03': 'busy', // a lock took too long
  '40001': 'conflict', // transactions that cannot be put in an order
  '40P01': 'conflict', // a deadlock
  '22003': 'invalid-argument', // a number out of range
  '22021': 'invalid-argument', // U+0000 in a text
};

const BUSY = 'The database has too much to do at the moment. Try again in a few seconds.';
const UNSTORABLE =
  'A text holds the character U+0000, or a number is too large. Send what can be stored.';

/** What is thrown in place of an error of a statement; the error itself where that says enough. */
export function statementErrorOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DomainError) return error;
  if (!(error instanceof pg.DatabaseError)) {
    // The driver's own: the connection broke, or no answer came. What is left are bugs.
    const isBug = error instanceof TypeError || error instanceof RangeError;
    return isBug ? error : databaseAway(error);
  }
  const { code = '' } = error;
  switch (MEANINGS[code] ?? MEANINGS[code.slice(0, 2)]) {
    case 'unavailable':
      return databaseAway(error);
    case 'busy':
      return new DomainError('busy', BUSY, { cause: error });
    case 'conflict':
      return new TransactionConflict(error);
    case 'invalid-argument':
      return new DomainError('invalid-argument', UNSTORABLE, { cause: error });
    default:
      return error;
  }
}

/** Why the database was away, for whoever runs this program; holds no password. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof DomainError ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  // An attempt at several addresses fails with an error that says nothing but its code.
  if (cause.message !== '') return cause.message;
  return 'code' in cause ? String(cause.code) : cause.name;
}
