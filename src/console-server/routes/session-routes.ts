/** Signing in and out. */
import type * as z from 'zod';
import { consoleSession, linkSignIn, passwordSignIn } from '../../console-api/session.ts';
import { ApiRefusal } from '../../json-api/api-error.ts';
import { product } from '../../product.ts';
import {
  type ConsoleCall,
  type ConsoleRoute,
  consoleRoute,
  instantOrNull,
} from '../console-call.ts';
import type { NewSession, SignedIn } from '../console-door.ts';

const path = '/session';

export const sessionRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Tells who is signed in.',
    answer: consoleSession,
    perform: async (call) => sessionOf(call, call.signedIn),
  }),
  consoleRoute({
    method: 'DELETE',
    path,
    summary: 'Signs out.',
    perform: async ({ door, secret, caller, setCookie }) => {
      await door.signOut(secret, caller);
      setCookie(null);
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/link`,
    summary: 'Signs in by a link, which is good once.',
    input: linkSignIn,
    answer: consoleSession,
    creates: true,
    isPublic: true,
    perform: async (call, { secret }) => {
      const message = 'The link is not valid: it was used, has expired, or is of another server.';
      return enter(call, await call.door.byLink(secret, call.caller), message);
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/password`,
    summary: 'Signs in by name and password.',
    input: passwordSignIn,
    answer: consoleSession,
    creates: true,
    isPublic: true,
    perform: async (call, { name, password }) => {
      const message = 'The name or the password is wrong, or too many were tried.';
      return enter(call, await call.door.byPassword(name, password, call.caller), message);
    },
  }),
];

/** @throws ApiRefusal 401 */
function enter(call: ConsoleCall, session: NewSession | null, message: string) {
  if (!session) throw new ApiRefusal(401, 'sign-in-refused', message);
  call.setCookie(session.secret);
  return sessionOf(call, session);
}

function sessionOf(
  { parts, door }: ConsoleCall,
  signedIn: SignedIn | null,
): z.input<typeof consoleSession> {
  if (!signedIn) throw new Error('Nobody is signed in.');
  const { mode, purpose } = parts.backend().registry.installation;
  const { name, role } = signedIn.actor;
  return {
    operator: name,
    role,
    isOpen: door.isOpen,
    mode,
    purpose,
    version: product.version,
    journalLevel: parts.journal.level,
    idleEndsAt: instantOrNull(signedIn.idleEndsAtMs),
    endsAt: instantOrNull(signedIn.endsAtMs),
  };
}
