/**
 * The protocols beside SOAP as one web application: REST, OAuth, the page for new passwords, and
 * Online the login. A server loads this at the first request to one of them.
 */
import type { ServedContract } from './contract/served-contract.ts';
import { services } from './contract/services88/services.ts';
import { federationPlugin } from './login/federation-plugin.ts';
import { signInPlugin } from './login/sign-in-plugin.ts';
import { oauthPlugin } from './oauth/oauth-plugin.ts';
import { passwordPagePlugin } from './pages/password-page.ts';
import { product } from './product.ts';
import { restPlugin } from './rest/rest-plugin.ts';
import { RestRouter } from './rest/rest-router.ts';
import type { Settings } from './settings.ts';
import type { Site } from './site.ts';
import type { SoapOptions } from './soap/endpoint.ts';
import type { TenantRegistry } from './tenant-services.ts';
import type { BodyBudget } from './web/body-budget.ts';
import type { OperationRouter } from './web/operation-router.ts';
import type { Sites } from './web/sites.ts';
import { WebApp } from './web/web-app.ts';

export interface WebProtocolsParts {
  readonly registry: TenantRegistry;
  readonly contract: ServedContract;
  readonly sites: Sites<Site>;
  readonly settings: Settings;
  readonly soap: SoapOptions;
  readonly bodyBudget: BodyBudget;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

/** REST again, for calls of operations that need nothing of the web application. */
export function createOperationRouter(parts: WebProtocolsParts): OperationRouter {
  const { sites, settings, onUnexpectedError } = parts;
  const { envelopeBytesMax: bytesMax, timeZoneLocationCode } = settings;
  return new RestRouter({ services, sites, onUnexpectedError, bytesMax, timeZoneLocationCode });
}

export function createWebProtocols(parts: WebProtocolsParts): Promise<WebApp> {
  const { registry, contract, sites, settings, bodyBudget, onUnexpectedError } = parts;
  const federation = federationPlugin({
    keys: registry.federationKeys,
    issuer: settings.loginIssuer,
    sites,
    systemUserIssuer: settings.systemUserIssuer,
    systemTokenWindowMs: settings.systemTokenWindowSeconds * 1000,
    soap: parts.soap,
    onUnexpectedError,
  });
  const signIn = signInPlugin(signInOptions(parts));
  return WebApp.create({
    corsOrigins: settings.corsOrigins,
    bodyLimits: { bytesMax: settings.envelopeBytesMax, budget: bodyBudget },
    plugins: [
      restPlugin({
        services,
        contract,
        sites,
        product,
        timeZoneLocationCode: settings.timeZoneLocationCode,
        now: () => registry.clock.now(),
        onUnexpectedError,
      }),
      oauthPlugin({
        sites,
        signingKeys: registry.signingKeys,
        signingAlgorithm: settings.jwtAlgorithm,
        usedAssertions: registry.stores.revokedTokens,
        clock: registry.clock,
        onUnexpectedError,
      }),
      passwordPagePlugin({ sites, onUnexpectedError }),
      ...(sites.inPath ? [federation, signIn] : []),
    ],
  });
}

function signInOptions({ registry, sites, settings, onUnexpectedError }: WebProtocolsParts) {
  const { installation, tokenKeys, clock, stores } = registry;
  const { applications, grantTenants, revokedTokens } = stores;
  return {
    sites,
    installationId: installation.id,
    tokenKeys,
    clock,
    findApplication: (clientId: string) => applications.findByClientId(clientId),
    listApplications: () => applications.list(),
    grantTenants,
    usedAssertions: revokedTokens,
    loginIssuer: settings.loginIssuer,
    onUnexpectedError,
  };
}
