/**
 * Everything that is made from one TenantRegistry to answer requests: SOAP, REST and OAuth for all
 * sites, the health check, and the background work.
 */
import type { Logger } from 'pino';
import { servedContract } from './contract/served-contract.ts';
import { services } from './contract/services88/services.ts';
import { type Housekeeping, startHousekeeping } from './housekeeping.ts';
import type { Backend } from './http/backend.ts';
import type { FaultInjector } from './http/fault-injector.ts';
import { Readiness } from './http/health.ts';
import type { FailureLog } from './observe/failure-log.ts';
import type { Settings } from './settings.ts';
import { type Site, sitesOf } from './site.ts';
import type { SoapOptions } from './soap/endpoint.ts';
import { SoapRouter } from './soap/soap-router.ts';
import type { TenantRegistry } from './tenant-services.ts';
import type { BodyBudget } from './web/body-budget.ts';
import type { OperationRouter } from './web/operation-router.ts';
import type { Recorder } from './web/recording.ts';
import type { Sites } from './web/sites.ts';
import type { WebApp } from './web/web-app.ts';
import type { WebProtocolsParts } from './web-protocols.ts';
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
  const parts = { ...shared, registry, settings, soap, bodyBudget };
  const webApp = webAppLoader(parts);
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
    loadOperationRouter: operationRouterLoader(parts),
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

/** Most clients use only SOAP, so the other protocols are loaded at their first request. */
function webAppLoader(parts: WebProtocolsParts) {
  let loaded: Promise<WebApp> | null = null;
  const load = async () => (await import('./web-protocols.ts')).createWebProtocols(parts);
  return {
    load: () => {
      loaded ??= load();
      return loaded;
    },
    close: async () => (await loaded?.catch(() => null))?.close(),
  };
}

function operationRouterLoader(parts: WebProtocolsParts) {
  let loaded: Promise<OperationRouter> | null = null;
  const load = async () => (await import('./web-protocols.ts')).createOperationRouter(parts);
  return () => {
    loaded ??= load();
    return loaded;
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
