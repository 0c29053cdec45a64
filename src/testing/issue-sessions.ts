/** Tickets and access tokens without a password, by the rules of the domain. */
import { userService } from '../contract/services88/user.ts';
import { authorise } from '../domain/actor.ts';
import type { Application } from '../domain/applications/application.ts';
import { DomainError } from '../domain/errors.ts';
import { parseTicket } from '../domain/sessions/ticket.ts';
import { findByLoginName } from '../domain/users/login-names.ts';
import { loginBarOf } from '../domain/users/may-log-in.ts';
import type { TenantRegistry, TenantServices } from '../tenant-services.ts';
import type { AccessTokenUser, UserPlace } from './test-server.ts';

const CALLER = { address: '127.0.0.1', userAgent: 'ticketoffice/testing' };

/**
 * @throws DomainError `not-found` if there is no such tenant or user; `conflict` if the user may
 *   not log in.
 */
export async function issueTicket(registry: TenantRegistry, user: UserPlace): Promise<string> {
  return logIn(await servicesOf(registry, user.tenant), user.user);
}

/**
 * @throws DomainError as `issueTicket` does; `not-found` if there is no such application;
 *   `application-refused` or `agent-restricted` for an application that may not get it, and
 *   `cs-user-missing`.
 */
export async function issueAccessToken(
  registry: TenantRegistry,
  { user, tenant, application: name, csSession = false }: AccessTokenUser,
): Promise<string> {
  const services = await servicesOf(registry, tenant);
  const application = name === undefined ? null : await findApplication(registry, services, name);
  services.applications.requireAgent(application, userService);
  const session = await services.sessions.open(await logIn(services, user, application));
  if (!session) throw new DomainError('conflict', `The session of ${user} has just ended.`);
  const request = { application, includeCsSession: csSession, origin: 'api' } as const;
  return services.accessTokens.issue(session, request, CALLER);
}

/** @throws DomainError `not-found` if the ticket is not valid, or has expired already. */
export async function expireTicket(registry: TenantRegistry, ticket: string): Promise<void> {
  const { contextIdentifier = '' } = parseTicket(ticket) ?? {};
  const { sessions, sessionAdministration } = await servicesOf(registry, contextIdentifier);
  const session = await sessions.open(ticket);
  if (!session) {
    throw new DomainError('not-found', 'The ticket is not valid, or has ended already.');
  }
  const ender = authorise({ kind: 'system' }, 'end-sessions');
  await sessionAdministration.expireTicket(ender, session.ticket.id);
}

/**
 * Ends the ticket that a request presents, or that of its access token. Does nothing if it is not
 * valid.
 */
export async function expirePresented(
  registry: TenantRegistry,
  tenant: string | null,
  ticketOrToken: string,
): Promise<void> {
  const { accessTokens, sessions, sessionAdministration } = await servicesOf(
    registry,
    tenant ?? '',
  );
  const verdict = await accessTokens.verify(ticketOrToken);
  const session = verdict.valid ? verdict.session : await sessions.open(ticketOrToken);
  const ender = authorise({ kind: 'system' }, 'end-sessions');
  if (session) await sessionAdministration.expireTicket(ender, session.ticket.id);
}

async function logIn(
  services: TenantServices,
  userName: string,
  application: Application | null = null,
): Promise<string> {
  const credentials = { kind: 'assertion', userName } as const;
  const login = await services.logins.authenticate(credentials, CALLER, application);
  if (login) return login.ticketText;
  const user = await findByLoginName(services.stores.associates, userName);
  const why = user ? `may not log in: ${loginBarOf(user)}` : 'does not exist';
  throw new DomainError(
    user ? 'conflict' : 'not-found',
    `The user ${JSON.stringify(userName)} ${why}.`,
  );
}

async function servicesOf(registry: TenantRegistry, tenant = ''): Promise<TenantServices> {
  const found = await registry.stores.tenants.find(tenant);
  const isOnline = registry.installation.mode === 'online';
  if (found && isOnline === (tenant !== '')) return registry.of(found);
  throw new DomainError(
    'not-found',
    isOnline
      ? `There is no tenant ${JSON.stringify(tenant)}. Name one of the seed, such as Cust12345.`
      : 'This test server is on-site and has no tenants. Leave out the tenant.',
  );
}

async function findApplication(
  { stores }: TenantRegistry,
  { applications, tenant }: TenantServices,
  name: string,
): Promise<Application> {
  const named = await stores.applications.findByName(name);
  const found = named && (await applications.findStanding(named.id));
  if (found) return found;
  const place = tenant.contextIdentifier === '' ? 'here' : `at ${tenant.contextIdentifier}`;
  throw new DomainError(
    'not-found',
    `There is no enabled application ${JSON.stringify(name)} ${place}.`,
  );
}
