/** The server, wired: SOAP endpoints, REST and OAuth over the sites, HTTP in front. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Service } from './contract/service.ts';
import { soPrincipalService } from './contract/services88/so-principal.ts';
import { userService } from './contract/services88/user.ts';
import { careForKeys } from './domain/key-care.ts';
import { networkOf } from './domain/network.ts';
import { RateLimit } from './domain/rate-limit.ts';
import { sweepExpired } from './domain/sweeper.ts';
import { ProxyList } from './http/addresses.ts';
import { HttpServer, type TlsOptions } from './http/http-server.ts';
import type { Offices } from './office.ts';
import { product } from './product.ts';
import type { Settings } from './settings.ts';
import { type Site, sitesOf } from './site.ts';
import { SoapEndpoint, type SoapOptions } from './soap/endpoint.ts';
import type { Sites } from './web/sites.ts';
import type { WebApp } from './web/web-app.ts';
import { xmlLimitsDefault } from './xml/xml-limits.ts';
import type { QName } from './xsd/types.ts';

/** The contract, as far as it is served. */
export const services: readonly Service[] = [soPrincipalService, userService];

export interface RunningServer {
  readonly address: AddressInfo;
  /** For new connections, where it was started with some. @throws Error when they are unusable. */
  replaceCertificates(tls: TlsOptions): void;
  /** Finishes what runs and takes no more. The database stays open. */
  close(): Promise<void>;
}

/**
 * Leaves the time to close the database within the ten seconds that a supervisor usually grants.
 */
const CLOSE_GRACE_MS = 8_000;
const SWEEP_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * @param tls certificates where the settings ask for TLS, else null.
 * @throws Error with the system's code, such as EADDRINUSE.
 */
export async function startServer(
  offices: Offices,
  settings: Settings,
  tls: TlsOptions | null,
  log: Logger,
): Promise<RunningServer> {
  const soap = soapOptions(settings, log);
  const sites = await sitesOf(offices);
  const webApp = webAppLoader(offices, sites, settings, log);
  const addressRate = new RateLimit(settings.addressRequestsPerSecondMax);
  const server = new HttpServer({
    mayAsk: (address) => addressRate.take(networkOf(address)),
    endpoints: services.map((service) => new SoapEndpoint(service, soap)),
    sites,
    loadWebApp: webApp.load,
    publicUrl: settings.publicUrl,
    trustedProxies: new ProxyList(settings.trustedProxies),
    assertion: {
      header: settings.identityHeader,
      certificateField: settings.identityCertificateField,
      pattern: new RegExp(settings.identityPattern, 'u'),
    },
    tls,
    limits: {
      envelopeBytesMax: settings.envelopeBytesMax,
      requestTimeoutMs: settings.requestTimeoutSeconds * 1000,
      headersTimeoutMs: settings.headersTimeoutSeconds * 1000,
      connectionsMax: settings.connectionsMax,
    },
    onRequest: (record) => {
      if (record.outcome === 'login-refused') log.info(record, 'login refused');
      else log.debug(record, 'request');
    },
    onUnexpectedError: (error) => log.error({ err: error }, 'a request failed unexpectedly'),
  });
  const address = await server.listen(settings.host, settings.port);
  const stopSweeping = sweepEveryMinute(offices, settings, log);
  return {
    address,
    replaceCertificates: (replacement) => server.replaceCertificates(replacement),
    close: async () => {
      await Promise.all([stopSweeping(), server.close(CLOSE_GRACE_MS)]);
      await webApp.close();
    },
  };
}

/** Answers what ends it. */
function sweepEveryMinute(offices: Offices, settings: Settings, log: Logger): () => Promise<void> {
  const { stores, clock, csSessionIdleMs } = offices;
  const auditRetentionMs = settings.auditRetentionDays * DAY_MS;
  const retention = { csSessionIdleMs, auditRetentionMs };
  const stopped = new AbortController();
  let sweeping = Promise.resolve();
  const sweep = async () => {
    try {
      const swept = await sweepExpired(stores.expired, clock, retention, stopped.signal);
      if (Object.values(swept).some((count) => count > 0))
        log.info(swept, 'swept what has expired');
    } catch (error) {
      log.error({ err: error }, 'what has expired could not be swept');
    }
    await tendKeys(offices, settings, log);
  };
  const sweepAfterThat = () => {
    sweeping = sweeping.then(sweep);
  };
  sweepAfterThat();
  const timer = setInterval(sweepAfterThat, SWEEP_EVERY_MS);
  return () => {
    clearInterval(timer);
    stopped.abort();
    return sweeping;
  };
}

async function tendKeys(offices: Offices, settings: Settings, log: Logger): Promise<void> {
  const { keyRotationDays: days, jwtAlgorithm: algorithm } = settings;
  const { tokenKeys, signingKeys, audit } = offices;
  const rotateAfterMs = days === 0 ? null : days * DAY_MS;
  try {
    const done = await careForKeys({ tokenKeys, signingKeys, audit, rotateAfterMs, algorithm });
    if (done.keysMade + done.keysRemoved > 0) log.info(done, 'made and removed keys by age');
  } catch (error) {
    log.error({ err: error }, 'keys could not be rotated');
  }
}

/** Most clients speak SOAP alone, so the rest is loaded when somebody asks for it. */
function webAppLoader(offices: Offices, sites: Sites<Site>, settings: Settings, log: Logger) {
  const onUnexpectedError = (error: unknown) =>
    log.error({ err: error }, 'a request failed unexpectedly');
  const load = async () => {
    const [{ WebApp }, { restPlugin }, { oauthPlugin }] = await Promise.all([
      import('./web/web-app.ts'),
      import('./rest/rest-plugin.ts'),
      import('./oauth/oauth-plugin.ts'),
    ]);
    return WebApp.create({
      corsOrigins: settings.corsOrigins,
      bodyBytesMax: settings.envelopeBytesMax,
      plugins: [
        restPlugin({ services, sites, product, onUnexpectedError }),
        oauthPlugin({
          sites,
          signingKeys: offices.signingKeys,
          signingAlgorithm: settings.jwtAlgorithm,
          usedAssertions: offices.stores.revokedTokens,
          clock: offices.clock,
          onUnexpectedError,
        }),
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

function soapOptions(settings: Settings, log: Logger): SoapOptions {
  const own = new Set(
    services.flatMap(({ namespace, requestHeaders, responseHeaders }) =>
      Object.keys({ ...requestHeaders, ...responseHeaders }).map((name) => `{${namespace}}${name}`),
    ),
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
    isOwnHeaderBlock: ({ namespace, name }: QName) => own.has(`{${namespace}}${name}`),
    onUnexpectedError: (error, operation) =>
      log.error({ err: error, operation }, 'an operation failed unexpectedly'),
  };
}
