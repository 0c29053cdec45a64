/** Classifies errors of the driver and of PostgreSQL. */
import pg from 'pg';
import { DomainError, RowLockedError } from '../../domain/errors.ts';
import { databaseAway } from '../database-away.ts';
import { TransactionConflict } from '../transaction-conflict.ts';

type Meaning = 'unavailable' | 'busy' | 'row-locked' | 'conflict' | 'invalid-argument';

/**
 * By error code, or else by error class (the first two characters).
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '08': 'unavailable', // connection exceptions
  '28': 'unavailable', // user rejected
  '3D': 'unavailable', // database does not exist
  '53': 'unavailable', // too many connections, or out of disk space or memory
  '58': 'unavailable', // operating system errors
  '57P01': 'unavailable', // administrator shutdown
  '57P02': 'unavailable', // crash shutdown
  '57P03': 'unavailable', // starting up or shutting down
  '57P04': 'unavailable', // database dropped
  '57P05': 'unavailable', // idle session timeout
  '25006': 'unavailable', // read-only standby
  '25P03': 'unavailable', // idle transaction timeout
  '57014': 'busy', // statement timeout
  '55P03': 'row-locked', // lock timeout
  '40001': 'conflict', // serialization failure
  '40P01': 'conflict', // deadlock
  '22003': 'invalid-argument', // number out of range
  '22021': 'invalid-argument', // U+0000 in text
};

const BUSY = 'The database has too much to do at the moment. Try again in a few seconds.';
const UNSTORABLE =
  'A text holds the character U+0000, or a number is too large. Send what can be stored.';

/**
 * The error to throw for a failed statement: the DomainError that it means, or the error itself.
 */
export function statementErrorOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DomainError) return error;
  if (!(error instanceof pg.DatabaseError)) {
    // An error of the driver means a broken connection or no answer, unless it is a bug.
    const isBug = error instanceof TypeError || error instanceof RangeError;
    return isBug ? error : databaseAway(error);
  }
  const { code = '' } = error;
  switch (MEANINGS[code] ?? MEANINGS[code.slice(0, 2)]) {
    case 'unavailable':
      return databaseAway(error);
    case 'busy':
      return new DomainError('busy', BUSY, { cause: error });
    case 'row-locked':
      return new RowLockedError(error);
    case 'conflict':
      return new TransactionConflict(error);
    case 'invalid-argument':
      return new DomainError('invalid-argument', UNSTORABLE, { cause: error });
    default:
      return error;
  }
}

/** Why the database was unavailable, for the log. Contains no password. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof DomainError ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  // When several addresses fail, the error has an empty message and only a code.
  if (cause.message !== '') return cause.message;
  return 'code' in cause ? String(cause.code) : cause.name;
}
