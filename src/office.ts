/** The domain wired to a database: what both the server and the commands work with. */
import type { KeyObject } from 'node:crypto';
import { AccessTokenCodec } from './domain/access-token.ts';
import { AccessTokens } from './domain/access-tokens.ts';
import type { Clock } from './domain/clock.ts';
import type { Installation, Stores } from './domain/installation.ts';
import { openKeyRing } from './domain/key-ring.ts';
import { Logins } from './domain/login.ts';
import { PasswordHasher } from './domain/password.ts';
import { Sessions } from './domain/sessions.ts';

export interface Lifetimes {
  /** Of a ticket, from its last use. */
  readonly ticketLifetimeMs: number;
  /** Of an access token, from its issue. */
  readonly accessTokenLifetimeMs: number;
}

export interface Office {
  readonly installation: Installation;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly passwords: PasswordHasher;
  readonly sessions: Sessions;
  readonly accessTokens: AccessTokens;
  readonly logins: Logins;
}

/** @throws Error when the master key does not open the keys of this database. */
export async function createOffice(
  {
    installation,
    stores,
    masterKey,
  }: { installation: Installation; stores: Stores; masterKey: KeyObject },
  clock: Clock,
  { ticketLifetimeMs, accessTokenLifetimeMs }: Lifetimes,
): Promise<Office> {
  const codec = new AccessTokenCodec(openKeyRing(await stores.keys.list(), masterKey));
  const { associates, tickets, csSessions } = stores;
  const passwords = new PasswordHasher();
  const sessions = new Sessions({ tickets, associates, clock, ticketLifetimeMs });
  const accessTokens = new AccessTokens({
    codec,
    sessions,
    csSessions,
    clock,
    accessTokenLifetimeMs,
  });
  const logins = new Logins({ associates, sessions, accessTokens, passwords });
  return { installation, stores, clock, passwords, sessions, accessTokens, logins };
}
