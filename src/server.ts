/** The server, wired: services with their handlers, their SOAP endpoints, and HTTP in front. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { type BoundService, bind } from './contract/service.ts';
import { soPrincipalService } from './contract/services88/so-principal.ts';
import { userService } from './contract/services88/user.ts';
import { sweepExpiredTickets } from './domain/sweeper.ts';
import { soPrincipalHandlers } from './handlers/so-principal.ts';
import { userHandlers } from './handlers/user.ts';
import { withSession } from './handlers/with-session.ts';
import { ProxyList } from './http/addresses.ts';
import { HttpServer } from './http/http-server.ts';
import type { Office } from './office.ts';
import { product } from './product.ts';
import type { Settings } from './settings.ts';
import { SoapEndpoint, type SoapOptions } from './soap/endpoint.ts';
import { xmlLimitsDefault } from './xml/parse.ts';
import type { QName } from './xsd/types.ts';

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

/** @throws Error with the system's code, such as EADDRINUSE. */
export async function startServer(
  office: Office,
  settings: Settings,
  log: Logger,
): Promise<RunningServer> {
  const services = servicesOf(office);
  const soap = soapOptions(services, settings, log);
  const server = new HttpServer({
    endpoints: services.map((service) => new SoapEndpoint(service, soap)),
    publicUrl: settings.publicUrl,
    trustedProxies: new ProxyList(settings.trustedProxies),
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
  const stopSweeping = sweepEveryMinute(office, log);
  return {
    address,
    close: async () => {
      await Promise.all([stopSweeping(), server.close(CLOSE_GRACE_MS)]);
    },
  };
}

/** Answers what ends it. */
function sweepEveryMinute({ stores, clock }: Office, log: Logger): () => Promise<void> {
  const stopped = new AbortController();
  let sweeping = Promise.resolve();
  const sweep = async () => {
    try {
      const removed = await sweepExpiredTickets(stores.tickets, clock, stopped.signal);
      if (removed > 0) log.info({ removed }, 'swept expired tickets');
    } catch (error) {
      log.error({ err: error }, 'expired tickets could not be swept');
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

function servicesOf(office: Office): readonly BoundService[] {
  return [
    bind(soPrincipalService, soPrincipalHandlers({ product, ...office })),
    bind(userService, withSession(office.sessions, userHandlers(office.accessTokens))),
  ];
}

function soapOptions(
  services: readonly BoundService[],
  settings: Settings,
  log: Logger,
): SoapOptions {
  const own = new Set(
    services.flatMap(({ declaration: { namespace, requestHeaders, responseHeaders } }) =>
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
