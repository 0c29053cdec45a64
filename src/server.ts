/** The server, wired: each tenant's services and their handlers, SOAP endpoints, HTTP in front. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { type BoundService, bind, type Service } from './contract/service.ts';
import { soPrincipalService } from './contract/services88/so-principal.ts';
import { userService } from './contract/services88/user.ts';
import { sweepExpired } from './domain/sweeper.ts';
import { soPrincipalHandlers } from './handlers/so-principal.ts';
import { userHandlers } from './handlers/user.ts';
import { withApplication } from './handlers/with-application.ts';
import { withSession } from './handlers/with-session.ts';
import { ProxyList } from './http/addresses.ts';
import { HttpServer, type TlsOptions } from './http/http-server.ts';
import type { Site, Sites } from './http/sites.ts';
import type { Office, Offices } from './office.ts';
import { product } from './product.ts';
import type { Settings } from './settings.ts';
import { SoapEndpoint, type SoapOptions } from './soap/endpoint.ts';
import { xmlLimitsDefault } from './xml/parse.ts';
import type { QName } from './xsd/types.ts';

/** The contract, as far as it is served. */
export const services: readonly Service[] = [soPrincipalService, userService];

export interface RunningServer {
  readonly address: AddressInfo;
  /** Finishes what runs and takes no more. The database stays open. */
  close(): Promise<void>;
}

/**
 * Leaves the time to close the database within the ten seconds that a supervisor usually grants.
 */
const CLOSE_GRACE_MS = 8_000;
const SWEEP_EVERY_MS = 60_000;

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
  const server = new HttpServer({
    endpoints: services.map((service) => new SoapEndpoint(service, soap)),
    sites: await sitesOf(offices),
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
  const stopSweeping = sweepEveryMinute(offices, log);
  return {
    address,
    close: async () => {
      await Promise.all([stopSweeping(), server.close(CLOSE_GRACE_MS)]);
    },
  };
}

/** Answers what ends it. */
function sweepEveryMinute(offices: Offices, log: Logger): () => Promise<void> {
  const { stores, clock, csSessionIdleMs } = offices;
  const stopped = new AbortController();
  let sweeping = Promise.resolve();
  const sweep = async () => {
    try {
      const swept = await sweepExpired(stores.expired, clock, csSessionIdleMs, stopped.signal);
      if (Object.values(swept).some((count) => count > 0))
        log.info(swept, 'swept what has expired');
    } catch (error) {
      log.error({ err: error }, 'what has expired could not be swept');
    }
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

/** On-site there is one, which is looked up once. */
async function sitesOf(offices: Offices): Promise<Sites> {
  const { installation, stores } = offices;
  const sites = new WeakMap<Office, Site>();
  const siteOf = (office: Office): Site => {
    const site = sites.get(office) ?? wireSite(offices, office);
    sites.set(office, site);
    return site;
  };
  if (installation.mode === 'online') {
    return {
      inPath: true,
      find: async (contextIdentifier) => {
        const tenant = await stores.tenants.find(contextIdentifier);
        // The tenant of an on-site installation is no tenant of this one.
        if (!tenant || contextIdentifier === '') return 'unknown';
        return tenant.suspendedAtMs === null ? siteOf(offices.of(tenant)) : 'suspended';
      },
    };
  }
  const tenant = await stores.tenants.find('');
  if (!tenant) throw new Error('The database of this installation has lost its tenant.');
  const site = siteOf(offices.of(tenant));
  return { inPath: false, find: async () => site };
}

function wireSite({ installation, stores }: Offices, office: Office): Site {
  const { applications, sessions } = office;
  const { tenants, database } = stores;
  const soPrincipal = soPrincipalHandlers({ product, installation, tenants, database, ...office });
  const user = withSession(sessions, userHandlers(office));
  const bound: readonly BoundService[] = [
    bind(soPrincipalService, withApplication(soPrincipalService, applications, soPrincipal)),
    bind(userService, withApplication(userService, applications, user)),
  ];
  return {
    contextIdentifier: office.tenant.contextIdentifier,
    handlers: new Map(bound.map(({ declaration, handlers }) => [declaration.name, handlers])),
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
