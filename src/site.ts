/** The sites: what SOAP, REST and OAuth serve for each tenant, wired to the tenant's services. */
import { currentVersionOf, type ServedContract } from './contract/served-contract.ts';
import { bind } from './contract/service.ts';
import { soPrincipalService } from './contract/services88/so-principal.ts';
import { userService } from './contract/services88/user.ts';
import { signInNameOf } from './domain/users/login-names.ts';
import { principalCarrier } from './handlers/principal-carrier.ts';
import { type ServiceCall, takingSoapCalls } from './handlers/service-call.ts';
import { soPrincipalHandlers } from './handlers/so-principal.ts';
import { userNeeds } from './handlers/user/needs.ts';
import { userHandlers } from './handlers/user.ts';
import { withApplication } from './handlers/with-application.ts';
import { admitWithFaults, performWithFaults, withFaults } from './handlers/with-faults.ts';
import { withSession } from './handlers/with-session.ts';
import type { SignInSite } from './login/login-site.ts';
import type { FederationSite } from './login/system-users.ts';
import type { PasswordSite } from './pages/password-page.ts';
import { product } from './product.ts';
import type { RestSite } from './rest/rest-site.ts';
import type { SoapSite } from './soap/soap-router.ts';
import type { TenantRegistry, TenantServices } from './tenant-services.ts';
import type { Sites } from './web/sites.ts';

export type Site = SoapSite & RestSite & SignInSite & PasswordSite & FederationSite;

/** On-site, the only tenant is looked up once. */
export async function sitesOf(
  registry: TenantRegistry,
  contract: ServedContract,
): Promise<Sites<Site>> {
  const { installation, stores } = registry;
  const sites = new WeakMap<TenantServices, Site>();
  const siteOf = (services: TenantServices): Site => {
    const site = sites.get(services) ?? wireSite(registry, contract, services);
    sites.set(services, site);
    return site;
  };
  if (installation.mode === 'online') {
    return {
      inPath: true,
      find: async (contextIdentifier) => {
        const tenant = await stores.tenants.find(contextIdentifier);
        // The record with an empty identifier belongs to on-site installations and is not served
        // Online.
        if (!tenant || contextIdentifier === '') return 'unknown';
        return tenant.suspendedAtMs === null ? siteOf(registry.of(tenant)) : 'suspended';
      },
    };
  }
  const tenant = await stores.tenants.find('');
  if (!tenant) throw new Error('The database of this installation has lost its tenant.');
  const site = siteOf(registry.of(tenant));
  return { inPath: false, find: () => site };
}

function wireSite(
  { installation, stores }: TenantRegistry,
  contract: ServedContract,
  services: TenantServices,
): Site {
  const { admission } = services;
  const { contextIdentifier } = services.tenant;
  const { tenants, database } = stores;
  const soPrincipal = withFaults(
    soPrincipalService,
    withApplication(
      soPrincipalService,
      admission,
      soPrincipalHandlers({ product, installation, tenants, database, ...services }),
    ),
  );
  const user = withFaults(
    userService,
    withSession(userService, services, userNeeds, userHandlers(services)),
  );
  const currentPrincipal = async ({ proof, caller }: ServiceCall) => {
    const { session } = await admitWithFaults(caller, () =>
      admission.admitSession(proof, soPrincipalService, caller),
    );
    const principal = await services.stores.associates.principal(session.associate);
    const carrier = principalCarrier(principal, contextIdentifier);
    return { ...carrier, UserName: signInNameOf(session.associate) };
  };
  return {
    ...services,
    contextIdentifier,
    companyName: async () => (await tenants.find(contextIdentifier))?.companyName ?? '',
    issuingAgent: userService,
    netServerPath: `/Remote/Services${currentVersionOf(contract)}/`,
    soapPerformers: new Map([
      bind(soPrincipalService, takingSoapCalls(soPrincipal)),
      bind(userService, takingSoapCalls(user)),
    ]),
    restPerformers: new Map([
      [soPrincipalService.name, soPrincipal],
      [userService.name, user],
    ]),
    currentPrincipal: (call) =>
      performWithFaults('User.currentPrincipal', call, () => currentPrincipal(call)),
  };
}
