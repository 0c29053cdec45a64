/**
 * Everything that is made from one TenantRegistry to answer requests: SOAP, REST and OAuth for all
 * sites, the health check, and the background work.
 */
import type { Logger } from 'pino';
import { type ServedContract, servedContract } from './contract/served-contract.ts';
import { services } from './contract/services88/services.ts';
import { type Housekeeping, startHousekeeping } from './housekeeping.ts';
import type { Backend } from './http/backend.ts';
import type { FaultInjector } from './http/fault-injector.ts';
import { Readiness } from './http/health.ts';
import type { FailureLog } from './observe/failure-log.ts';
import { product } from './product.ts';
import type { Settings } from './settings.ts';
import { type Site, sitesOf } from './site.ts';
import type { SoapOptions } from './soap/endpoint.ts';
import { SoapRouter } from './soap/soap-router.ts';
import type { TenantRegistry } from './tenant-services.ts';
import type { BodyBudget } from './web/body-budget.ts';
import type { Recorder } from './web/recording.ts';
import type { Sites } from './web/sites.ts';
import type { WebApp } from './web/web-app.ts';
import { xmlLimitsDefault } from './xml/xml-limits.ts';

export interface RunningBackend extends Backend {
  readonly sites: Sites<Site>;
  readonly housekeeping: Housekeeping;
  /** Call it after the last request. Does not close the database. */
  close(): Promise<void>;
}

/** What backends share with the server, and with backends that come after them. */
export interface BackendSurroundings {
  readonly settings: Settings;
  readonly log: Logger;
  readonly failures: FailureLog;
  readonly bodyBudget: BodyBudget;
  /** Null if requests are not recorded. */
  readonly recorder: Recorder | null;
  /** Null except on a test server. */
  readonly faultInjector: FaultInjector | null;
}

export async function startBackend(
  registry: TenantRegistry,
  { settings, log, failures, bodyBudget, recorder, faultInjector }: BackendSurroundings,
): Promise<RunningBackend> {
  const onUnexpectedError = (error: unknown, requestId: string) =>
    failures.report(error, 'a request failed unexpectedly', { requestId });
  const readiness = new Readiness(() => registry.stores.ping());
  registry.stores.onUnavailable(() => readiness.recheck());
  const contract = servedContract(settings.servicesVersions, settings.services88Edition);
  const sites = await sitesOf(registry, contract);
  const shared = { contract, sites, onUnexpectedError };
  const soap = soapOptions(settings, failures);
  const webApp = webAppLoader({ ...shared, registry, settings, soap, bodyBudget });
  const housekeeping = startHousekeeping(registry, settings, log, (error, message) =>
    failures.report(error, message),
  );
  return {
    sites,
    soapRouter: new SoapRouter({
      ...shared,
      soap,
      publicUrl: settings.publicUrl,
      envelopeBytesMax: settings.envelopeBytesMax,
    }),
    loadWebApp: webApp.load,
    isReady: () => readiness.ask(),
    now: () => registry.clock.now(),
    recorder,
    faultInjector,
    housekeeping,
    close: async () => {
      await Promise.all([housekeeping.stop(), webApp.close()]);
    },
  };
}

interface WebAppParts {
  readonly registry: TenantRegistry;
  readonly contract: ServedContract;
  readonly sites: Sites<Site>;
  readonly settings: Settings;
  readonly soap: SoapOptions;
  readonly bodyBudget: BodyBudget;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

/** Most clients use only SOAP, so the web application is loaded at its first request. */
function webAppLoader(parts: WebAppParts) {
  const { registry, contract, sites, settings, bodyBudget, onUnexpectedError } = parts;
  const load = async () => {
    const [
      { WebApp },
      { restPlugin },
      { oauthPlugin },
      { passwordPagePlugin },
      { federationPlugin },
      { signInPlugin },
    ] = await Promise.all([
      import('./web/web-app.ts'),
      import('./rest/rest-plugin.ts'),
      import('./oauth/oauth-plugin.ts'),
      import('./pages/password-page.ts'),
      import('./login/federation-plugin.ts'),
      import('./login/sign-in-plugin.ts'),
    ]);
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
  };
  let loaded: Promise<WebApp> | null = null;
  return {
    load: () => {
      loaded ??= load();
      return loaded;
    },
    close: async () => (await loaded?.catch(() => null))?.close(),
  };
}

function signInOptions({ registry, sites, settings, onUnexpectedError }: WebAppParts) {
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

function soapOptions(settings: Settings, failures: FailureLog): SoapOptions {
  const headerNames = services.flatMap(({ requestHeaders, responseHeaders }) =>
    Object.keys({ ...requestHeaders, ...responseHeaders }),
  );
  return {
    limits: {
      ...xmlLimitsDefault,
      depthMax: settings.xmlDepthMax,
      elementsMax: settings.xmlElementsMax,
      headerBlocksMax: settings.headerBlocksMax,
    },
    wrapExceptions: settings.wrapExceptions,
    timeZone: {
      SoTimeZoneId: settings.timeZoneId,
      SoTimeZoneLocationCode: settings.timeZoneLocationCode,
    },
    headerNames: new Set(headerNames),
    onUnexpectedError: (error, operation, requestId) =>
      failures.report(error, 'an operation failed unexpectedly', { operation, requestId }),
  };
}
