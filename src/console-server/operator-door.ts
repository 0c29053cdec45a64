/** The door of a console that operators sign in to, by a link or by their password. */
import type { OpenedConsoleSession } from '../domain/operators/console-sessions.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import type { ConsoleDoor, SignedIn } from './console-door.ts';

export function operatorDoor({ console }: TenantRegistry): ConsoleDoor {
  const { consoleLogins, consoleSessions } = console;
  return {
    isOpen: false,
    find: async (secret, caller, isUse) => {
      if (secret === null) return null;
      const opened = isUse
        ? await consoleSessions.resume(secret, caller)
        : await consoleSessions.open(secret, caller);
      return opened && signedIn(opened);
    },
    byLink: async (given, caller) => {
      const started = await consoleLogins.byLink(given, caller);
      return started && { secret: started.secret, ...signedIn(started) };
    },
    byPassword: async (name, password, caller) => {
      const started = await consoleLogins.byPassword(name, password, caller);
      return started && { secret: started.secret, ...signedIn(started) };
    },
    signOut: async (secret, caller) => {
      const opened = secret && (await consoleSessions.open(secret, caller));
      if (opened) await consoleSessions.end(opened);
    },
  };
}

function signedIn({ actor, session }: OpenedConsoleSession): SignedIn {
  const { idleEndsAtMs, endsAtMs } = session;
  return { actor, idleEndsAtMs, endsAtMs };
}
