/** Applications: their redirect URIs, and the consent of a tenant. */
import {
  type ApplicationRecord,
  applicationDetail,
  applicationOfTenant,
  applicationRecords,
  type ConsentRecord,
  redirectUriOf,
  shownSystemToken,
} from '../../console-api/applications.ts';
import { ofTenant } from '../../console-api/tenant-field.ts';
import type { Application } from '../../domain/applications/application.ts';
import { consentStateOf } from '../../domain/consents/consent.ts';
import { DomainError } from '../../domain/errors.ts';
import { keyTypeOf } from '../../domain/keys/public-key.ts';
import { idText } from '../../json-api/api-fields.ts';
import { readInput } from '../../json-api/read-input.ts';
import type { TenantRegistry, TenantServices } from '../../tenant-services.ts';
import {
  authorised,
  type ConsoleCall,
  type ConsoleRoute,
  consoleRoute,
  instantOf,
  instantOrNull,
  servicesOf,
} from '../console-call.ts';
import { listTenants } from '../list-tenants.ts';

const path = '/applications';

export const applicationRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Lists the applications.',
    answer: applicationRecords,
    perform: async (call) => {
      authorised(call, 'read-installation');
      const { registry } = call.parts.backend();
      return recordsOf(registry, await registry.stores.applications.list());
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/{id}`,
    summary: 'Shows an application, and the consent of a tenant without its system token.',
    input: ofTenant,
    answer: applicationDetail,
    perform: async (call, { tenant }, { key }) => {
      authorised(call, 'read-installation');
      const { registry } = call.parts.backend();
      const application = await applicationOf(registry, Number(readInput(idText(), key)));
      const isOfTenant = tenant !== undefined || registry.installation.mode === 'onsite';
      const consent = isOfTenant
        ? await consentOf(await servicesOf(call, tenant), application)
        : null;
      const [record] = await recordsOf(registry, [application]);
      if (!record) throw new Error('An application has no record.');
      return { ...record, consent };
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/add-redirect-uri`,
    summary: 'Registers an address to which people return after they sign in.',
    input: redirectUriOf,
    perform: async (call, { applicationId, redirectUri }) => {
      const operator = authorised(call, 'administer-installation');
      const { applicationAdministration } = call.parts.backend().registry;
      await applicationAdministration.addRedirectUri(operator, applicationId, redirectUri);
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/remove-redirect-uri`,
    summary: 'Removes an address. Nobody is sent there any more.',
    input: redirectUriOf,
    perform: async (call, { applicationId, redirectUri }) => {
      const operator = authorised(call, 'administer-installation');
      const { applicationAdministration } = call.parts.backend().registry;
      await applicationAdministration.removeRedirectUri(operator, applicationId, redirectUri);
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/grant-consent`,
    summary: 'Consents to everything that an application is allowed now, for a tenant.',
    input: applicationOfTenant,
    perform: async (call, given) => {
      const operator = authorised(call, 'administer-consents');
      const { application, consents } = await consentingOf(call, given);
      await consents.give(operator, application);
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/show-system-token`,
    summary: 'Shows the system token of an application at a tenant. The audit trail has it.',
    input: applicationOfTenant,
    answer: shownSystemToken,
    perform: async (call, given) => {
      const operator = authorised(call, 'administer-consents');
      const { application, consents } = await consentingOf(call, given);
      return { systemToken: await consents.showSystemToken(operator, application) };
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/revoke-consent`,
    summary: 'Takes the consent of a tenant back. The tokens that it gave end.',
    input: applicationOfTenant,
    perform: async (call, given) => {
      const operator = authorised(call, 'administer-consents');
      const { application, consents } = await consentingOf(call, given);
      await consents.revoke(operator, application);
    },
  }),
];

/** @throws DomainError `not-found` */
async function applicationOf({ stores }: TenantRegistry, id: number): Promise<Application> {
  const application = await stores.applications.find(id);
  if (application) return application;
  throw new DomainError('not-found', `There is no application ${id}.`);
}

interface NamedApplication {
  readonly tenant?: string;
  readonly applicationId: number;
}

async function consentingOf(call: ConsoleCall, { tenant, applicationId }: NamedApplication) {
  const { consents } = await servicesOf(call, tenant);
  const { registry } = call.parts.backend();
  return { consents, application: await applicationOf(registry, applicationId) };
}

async function recordsOf(
  registry: TenantRegistry,
  applications: readonly Application[],
): Promise<ApplicationRecord[]> {
  const tenants = await listTenants(registry);
  const byId = new Map(tenants.map(({ id, contextIdentifier }) => [id, contextIdentifier]));
  return Promise.all(
    applications.map(async (application) => ({
      id: application.id,
      clientId: application.clientId,
      name: application.name,
      agents: [...application.agents],
      tenants:
        application.tenantIds === 'all'
          ? null
          : application.tenantIds.flatMap((id) => byId.get(id) ?? []),
      createdAt: instantOf(application.createdAtMs),
      disabledAt: instantOrNull(application.disabledAtMs),
      tokensFrom: (await registry.stores.applications.listTokenTimes(application.id)).map(
        instantOf,
      ),
      publicKeys: application.publicKeys.map((key) => ({ id: key.keyId, type: keyTypeOf(key) })),
      redirectUris: [...application.redirectUris],
      native: application.native,
      serverToServer: application.serverToServer,
    })),
  );
}

async function consentOf(
  { stores, tenant }: TenantServices,
  application: Application,
): Promise<ConsentRecord> {
  const consent = await stores.consents.find(application.id);
  const systemUserId = await stores.systemUsers.find(application.id);
  const systemUser = systemUserId === null ? null : await stores.associates.find(systemUserId);
  return {
    tenant: tenant.contextIdentifier,
    state: consentStateOf(application, consent),
    agents: [...(consent?.agents ?? [])],
    serverToServer: consent?.serverToServer ?? false,
    givenAt: instantOrNull(consent?.givenAtMs ?? null),
    revokedAt: instantOrNull(consent?.revokedAtMs ?? null),
    systemUser: systemUser?.name ?? null,
  };
}
