/** Checks the URL of a PostgreSQL database, and prints it without its password. */
import { DomainError } from '../../domain/errors.ts';

const SCHEMES = ['postgres:', 'postgresql:'];
const EXPECTED = 'Expected is postgres://user@host:5432/database.';

/**
 * @throws DomainError `invalid-argument` when it is not a PostgreSQL URL. The message does not
 * repeat the text, which may be a password.
 */
export function checkDatabaseUrl(text: string): void {
  const url = URL.parse(text);
  if (!url || !SCHEMES.includes(url.protocol)) {
    throw new DomainError(
      'invalid-argument',
      `This is no URL of a PostgreSQL database. ${EXPECTED}`,
    );
  }
}

/** Such as `postgres://anna@db.example.com:5432/ticketoffice`. */
export function describeDatabase(url: string): string {
  const { username, hostname, host, pathname, searchParams } = new URL(url);
  const user = username === '' ? '' : `${username}@`;
  const place = hostname === '' ? (searchParams.get('host') ?? '') : host;
  return `postgres://${user}${place}${pathname}`;
}
