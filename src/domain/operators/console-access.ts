/** The use cases of the console: who operates it, how they log in, and their sessions. */
import type { KeyObject } from 'node:crypto';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Changes } from '../changes.ts';
import type { Clock, Timing } from '../clock.ts';
import type { Stores } from '../installation.ts';
import { LoginGuard } from '../login/login-guard.ts';
import type { PasswordHasher } from '../login/password.ts';
import { ConsoleLogins, recordOperatorLock } from './console-logins.ts';
import { ConsoleSessions } from './console-sessions.ts';
import { Operators } from './operators.ts';

export interface ConsoleAccess {
  readonly operators: Operators;
  readonly consoleLogins: ConsoleLogins;
  readonly consoleSessions: ConsoleSessions;
}

export interface ConsoleAccessOptions {
  readonly stores: Stores;
  readonly changes: Changes;
  readonly trail: AuditTrail;
  readonly hasher: PasswordHasher;
  /** Hashes the names of failed logins. */
  readonly nameKey: KeyObject;
  readonly clock: Clock;
  readonly timing: Timing;
}

export function createConsoleAccess(options: ConsoleAccessOptions): ConsoleAccess {
  const { stores, trail, nameKey, clock, timing } = options;
  const loginGuard = new LoginGuard({
    failedLogins: stores.operatorFailedLogins,
    nameKey,
    clock,
    pause: (ms) => timing.pause(ms),
    onLock: (lock) => recordOperatorLock(trail, stores.operators, lock),
  });
  const shared = { ...options, loginGuard };
  return {
    operators: new Operators(shared),
    consoleLogins: new ConsoleLogins(shared),
    consoleSessions: new ConsoleSessions(shared),
  };
}
