/** The name-value pairs that `AuthenticateGeneric` accepts. */
import { DomainError } from '../domain/errors.ts';
import {
  type Credentials,
  credentialsOf,
  sessionCredentialsOf,
} from '../domain/login/authenticator.ts';

const UNDERSTOOD = ['UserName', 'Password', 'Ticket', 'AccessToken'];

/**
 * Returns the strongest credentials among the pairs: a ticket before an access token before a
 * password.
 *
 * @throws DomainError `invalid-argument` with the name of an unknown pair.
 */
export function credentialsOfPairs(
  pairs: ReadonlyMap<string, string | null> | null,
): Credentials | null {
  const unknown = [...(pairs?.keys() ?? [])].find((key) => !UNDERSTOOD.includes(key));
  if (unknown !== undefined) {
    throw new DomainError(
      'invalid-argument',
      `AuthenticationData has the key "${unknown}", which this server does not understand. ` +
        `It understands ${UNDERSTOOD.join(', ')}.`,
    );
  }
  const value = (key: string) => pairs?.get(key) || null;
  const ticket = value('Ticket');
  if (ticket !== null) return sessionCredentialsOf(ticket);
  const accessToken = value('AccessToken');
  if (accessToken !== null) return { kind: 'access-token', accessToken };
  const userName = value('UserName');
  return userName === null ? null : credentialsOf(userName, value('Password') ?? '');
}
