/** Wires the server: SOAP, REST and OAuth for all sites, behind one HTTP server. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { type ServedContract, servedContract } from './contract/served-contract.ts';
import { services } from './contract/services88/services.ts';
import { networkOf } from './domain/network.ts';
import { RateLimit } from './domain/rate-limit.ts';
import { startHousekeeping } from './housekeeping.ts';
import { limitedNetworkOf, ProxyList } from './http/addresses.ts';
import type { FaultInjector } from './http/fault-injector.ts';
import { Readiness } from './http/health.ts';
import { type HttpLimits, HttpServer, type TlsOptions } from './http/http-server.ts';
import { startObservability } from './observability.ts';
import { FailureLog } from './observe/failure-log.ts';
import { product } from './product.ts';
import type { Settings } from './settings.ts';
import { type Site, sitesOf } from './site.ts';
import type { SoapOptions } from './soap/endpoint.ts';
import { SoapRouter } from './soap/soap-router.ts';
import type { TenantRegistry } from './tenant-services.ts';
import { BodyBudget } from './web/body-budget.ts';
import type { Recorder } from './web/recording.ts';
import type { Sites } from './web/sites.ts';
import type { WebApp } from './web/web-app.ts';
import { xmlLimitsDefault } from './xml/xml-limits.ts';

export interface RunningServer {
  readonly address: AddressInfo;
  /** Null if metrics are off. */
  readonly metricsUrl: string | null;
  /** Replaces the certificates for new connections. @throws Error if they are unusable. */
  replaceCertificates(tls: TlsOptions): void;
  /** Finishes running requests and accepts no more. Does not close the database. */
  close(): Promise<void>;
}

/** Parts that most servers do not have. */
export interface ServerAdditions {
  /** Records the requests. */
  readonly recorder?: Recorder | null;
  /** Injects faults into requests. Only a test server has it. */
  readonly faultInjector?: FaultInjector | null;
}

/** Leaves time to close the database within the ten seconds that a supervisor usually allows. */
const CLOSE_GRACE_MS = 8_000;

/**
 * @param tls the certificates. Null if the settings do not enable TLS.
 * @throws Error with the system's code, such as EADDRINUSE.
 */
export async function startServer(
  registry: TenantRegistry,
  settings: Settings,
  tls: TlsOptions | null,
  log: Logger,
  { recorder = null, faultInjector = null }: ServerAdditions = {},
): Promise<RunningServer> {
  const failures = new FailureLog(log);
  const onUnexpectedError = (error: unknown, requestId: string) =>
    failures.report(error, 'a request failed unexpectedly', { requestId });
  const readiness = new Readiness(() => registry.stores.ping());
  registry.stores.onUnavailable(() => readiness.recheck());
  const contract = servedContract(settings.servicesVersions, settings.services88Edition);
  const sites = await sitesOf(registry, contract);
  const bodyBudget = new BodyBudget(settings.bodyBytesTotalMax);
  const webApp = webAppLoader({
    registry,
    contract,
    sites,
    settings,
    bodyBudget,
    onUnexpectedError,
  });
  const trustedProxies = new ProxyList(settings.trustedProxies);
  const addressRate = new RateLimit(settings.addressRequestsPerSecondMax);
  const housekeeping = startHousekeeping(registry, settings, log, (error, message) =>
    failures.report(error, message),
  );
  const observability = await startObservability(registry, settings, housekeeping, log).catch(
    async (error) => {
      await housekeeping.stop();
      throw error;
    },
  );
  const server = new HttpServer({
    isWithinRate: (address) => addressRate.take(networkOf(address)),
    soapRouter: new SoapRouter({
      contract,
      sites,
      soap: soapOptions(settings, failures),
      publicUrl: settings.publicUrl,
      envelopeBytesMax: settings.envelopeBytesMax,
      onUnexpectedError,
    }),
    sites,
    fastPath: settings.fastPath,
    loadWebApp: webApp.load,
    publicUrl: settings.publicUrl,
    trustedProxies,
    assertion: {
      header: settings.identityHeader,
      certificateField: settings.identityCertificateField,
      pattern: new RegExp(settings.identityPattern, 'u'),
    },
    tls,
    limits: httpLimitsOf(settings, trustedProxies),
    bodyBudget,
    isReady: () => readiness.ask(),
    now: () => registry.clock.now(),
    trace: observability.trace,
    recorder,
    faultInjector,
    onRequest: (record) => {
      observability.onRequest(record);
      if (record.outcome === 'login-refused') log.info(record, 'login refused');
      else log.debug(record, 'request');
    },
    onUnexpectedError,
  });
  const stopObserving = () => Promise.all([housekeeping.stop(), observability.close()]);
  const address = await server.listen(settings.host, settings.port).catch(async (error) => {
    await stopObserving();
    throw error;
  });
  return {
    address,
    metricsUrl: observability.metricsUrl,
    replaceCertificates: (replacement) => server.replaceCertificates(replacement),
    close: async () => {
      await server.close(CLOSE_GRACE_MS);
      // Also writes the counts of the last requests.
      await Promise.all([stopObserving(), webApp.close()]);
      failures.close();
    },
  };
}

function httpLimitsOf(settings: Settings, trustedProxies: ProxyList): HttpLimits {
  return {
    envelopeBytesMax: settings.envelopeBytesMax,
    requestTimeoutMs: settings.requestTimeoutSeconds * 1000,
    headersTimeoutMs: settings.headersTimeoutSeconds * 1000,
    connectionsMax: settings.connectionsMax,
    networkConnections: {
      connectionsMax: settings.networkConnectionsMax,
      networkOf: (address) => limitedNetworkOf(address, trustedProxies, networkOf),
    },
  };
}

interface WebAppParts {
  readonly registry: TenantRegistry;
  readonly contract: ServedContract;
  readonly sites: Sites<Site>;
  readonly settings: Settings;
  readonly bodyBudget: BodyBudget;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

/** Most clients use only SOAP, so the web application is loaded at its first request. */
function webAppLoader(parts: WebAppParts) {
  const { registry, contract, sites, settings, bodyBudget, onUnexpectedError } = parts;
  const load = async () => {
    const [{ WebApp }, { restPlugin }, { oauthPlugin }, { passwordPagePlugin }] = await Promise.all(
      [
        import('./web/web-app.ts'),
        import('./rest/rest-plugin.ts'),
        import('./oauth/oauth-plugin.ts'),
        import('./pages/password-page.ts'),
      ],
    );
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
