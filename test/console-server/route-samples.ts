/** A request to each route of the console's API. A route without one fails the tests. */
import type { ConsoleRoute } from '../../src/console-server/console-call.ts';
import { consoleRoutes } from '../../src/console-server/console-routes.ts';

export interface RouteSample {
  /** What a viewer may do with it. `own`: it changes the own session only. */
  readonly viewer: 'may' | 'refused' | 'own';
  /** Below `/api`. */
  readonly path: string;
  /** Undefined for GET. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Someone who must exist, and whose sessions are ended. */
export const SAMPLE_USER_ID = 1;
const userId = SAMPLE_USER_ID;
const ticketId = '00000000-0000-4000-8000-000000000000';
/** The first application. */
const applicationId = 1;
const redirectUri = 'https://app.example.com/callback';
const call = { operation: 'SoPrincipal/GetSystemInfo', fields: {} };

/** By method and path, as declared. */
export const routeSamples: Readonly<Record<string, RouteSample>> = {
  'GET /session': { viewer: 'may', path: '/session' },
  'DELETE /session': { viewer: 'own', path: '/session', body: {} },
  'POST /session/link': { viewer: 'own', path: '/session/link', body: { secret: 'x' } },
  'POST /session/password': {
    viewer: 'own',
    path: '/session/password',
    body: { name: 'nobody', password: 'wrong' },
  },
  'GET /overview': { viewer: 'may', path: '/overview' },
  'GET /journal': { viewer: 'may', path: '/journal?limit=5' },
  'GET /journal/stream': { viewer: 'may', path: '/journal/stream?outcome=refused' },
  'GET /journal/{number}': { viewer: 'may', path: '/journal/1' },
  'GET /sessions': { viewer: 'may', path: '/sessions?limit=5' },
  'POST /sessions/end': { viewer: 'refused', path: '/sessions/end', body: { ticketId } },
  'POST /sessions/end-all': { viewer: 'refused', path: '/sessions/end-all', body: { userId } },
  'POST /sessions/end-cs-session': {
    viewer: 'refused',
    path: '/sessions/end-cs-session',
    body: { loginId: 1 },
  },
  'GET /users': { viewer: 'may', path: '/users?search=a&limit=5' },
  'GET /users/{id}': { viewer: 'may', path: `/users/${userId}` },
  'POST /users/unlock': { viewer: 'refused', path: '/users/unlock', body: { userId } },
  'POST /users/disable': { viewer: 'refused', path: '/users/disable', body: { userId } },
  'POST /users/enable': { viewer: 'refused', path: '/users/enable', body: { userId } },
  'GET /roles': { viewer: 'may', path: '/roles' },
  'GET /groups': { viewer: 'may', path: '/groups' },
  'GET /licences': { viewer: 'may', path: '/licences' },
  'GET /applications': { viewer: 'may', path: '/applications' },
  'GET /applications/{id}': { viewer: 'may', path: `/applications/${applicationId}` },
  'POST /applications/add-redirect-uri': {
    viewer: 'refused',
    path: '/applications/add-redirect-uri',
    body: { applicationId, redirectUri },
  },
  'POST /applications/remove-redirect-uri': {
    viewer: 'refused',
    path: '/applications/remove-redirect-uri',
    body: { applicationId, redirectUri },
  },
  'POST /applications/grant-consent': {
    viewer: 'refused',
    path: '/applications/grant-consent',
    body: { applicationId },
  },
  'POST /applications/show-system-token': {
    viewer: 'refused',
    path: '/applications/show-system-token',
    body: { applicationId },
  },
  'POST /applications/revoke-consent': {
    viewer: 'refused',
    path: '/applications/revoke-consent',
    body: { applicationId },
  },
  'GET /tenants': { viewer: 'may', path: '/tenants' },
  'GET /keys': { viewer: 'may', path: '/keys' },
  'GET /settings': { viewer: 'may', path: '/settings' },
  'GET /audit': { viewer: 'may', path: '/audit?limit=5' },
  'GET /audit/export': { viewer: 'may', path: '/audit/export?outcome=refused' },
  'POST /decode': { viewer: 'may', path: '/decode', body: { token: '7T:AAAA' } },
  'GET /operations': { viewer: 'may', path: '/operations' },
  'GET /operations/form': {
    viewer: 'may',
    path: '/operations/form?name=User/GetAccessToken',
  },
  'POST /call': { viewer: 'refused', path: '/call', body: call },
};

export function routeName({ method, path }: Pick<ConsoleRoute, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** Each route with its sample. */
export function sampledRoutes(): readonly (RouteSample & ConsoleRouteName)[] {
  return consoleRoutes.map((route) => {
    const name = routeName(route);
    const sample = routeSamples[name];
    if (!sample) throw new Error(`test/console-server/route-samples.ts has no request to ${name}.`);
    return { name, method: route.method, isPublic: route.isPublic, ...sample };
  });
}

interface ConsoleRouteName extends Pick<ConsoleRoute, 'method' | 'isPublic'> {
  readonly name: string;
}
