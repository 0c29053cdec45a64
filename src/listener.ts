/** Listens on a port, for one backend after another. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { BackendSurroundings, RunningBackend } from './backend.ts';
import { networkOf } from './domain/network.ts';
import { RateLimit } from './domain/rate-limit.ts';
import { limitedNetworkOf, ProxyList } from './http/addresses.ts';
import { HttpServer } from './http/http-server.ts';
import type { MountedApp } from './http/mounted-app.ts';
import type { HttpLimits, TlsOptions } from './http/node-server.ts';
import type { RequestRecord } from './http/request-pipeline.ts';
import type { Observability } from './observability.ts';
import type { Settings } from './settings.ts';

export interface ListenerOptions extends Omit<BackendSurroundings, 'faultInjector' | 'recorder'> {
  readonly backend: RunningBackend;
  /** The certificates. Null if the settings do not enable TLS. */
  readonly tls: TlsOptions | null;
  readonly observability: Pick<Observability, 'onRequest' | 'trace'>;
  /** By default none. */
  readonly mounted?: MountedApp;
}

export interface Listener {
  readonly address: AddressInfo;
  /** Replaces the certificates for new connections. @throws Error if they are unusable. */
  replaceCertificates(tls: TlsOptions): void;
  /** See `HttpServer.replaceBackend`. Does not close the previous backend. */
  replaceBackend(backend: RunningBackend): Promise<void>;
  /**
   * Accepts no more requests, finishes the running ones, and closes the remaining connections
   * after the grace time. Does not close the backend.
   */
  close(graceMs: number): Promise<void>;
}

/** @throws Error with the system's code, such as EADDRINUSE. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const { backend, settings, tls, log, failures, bodyBudget, observability } = options;
  const trustedProxies = new ProxyList(settings.trustedProxies);
  const addressRate = new RateLimit(settings.addressRequestsPerSecondMax);
  const server = new HttpServer({
    backend,
    isWithinRate: (address) => addressRate.take(networkOf(address)),
    fastPath: settings.fastPath,
    mounted: options.mounted ?? null,
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
    trace: observability.trace,
    onRequest: (record) => {
      observability.onRequest(record);
      logRequest(log, record);
    },
    onUnexpectedError: (error, requestId) =>
      failures.report(error, 'a request failed unexpectedly', { requestId }),
  });
  const address = await server.listen(settings.host, settings.port);
  return {
    address,
    replaceCertificates: (replacement) => server.replaceCertificates(replacement),
    replaceBackend: (replacement) => server.replaceBackend(replacement),
    close: (graceMs) => server.close(graceMs),
  };
}

function logRequest(log: Logger, record: RequestRecord): void {
  if (record.outcome === 'login-refused') log.info(record, 'login refused');
  else log.debug(record, 'request');
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
