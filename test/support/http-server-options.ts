/** Options of a server for tests of connections. No operation is performed. */
import assert from 'node:assert/strict';
import type { Service } from '../../src/contract/service.ts';
import { ProxyList } from '../../src/http/addresses.ts';
import type { Backend } from '../../src/http/backend.ts';
import type { HttpServerOptions } from '../../src/http/http-server.ts';
import { SoapRouter, type SoapSite } from '../../src/soap/soap-router.ts';
import { BodyBudget } from '../../src/web/body-budget.ts';
import type { Sites } from '../../src/web/sites.ts';
import { xmlLimitsDefault } from '../../src/xml/xml-limits.ts';

const unasked = () => Promise.reject(new Error('Nobody asks for this here.'));

export const httpLimits = {
  envelopeBytesMax: 1024,
  requestTimeoutMs: 60_000,
  headersTimeoutMs: 60_000,
  connectionsMax: 10,
  networkConnections: { connectionsMax: 0, networkOf: () => null },
} as const;

/** @param find looks up the tenant of each request. */
export function backendOf(
  services: readonly Service[] = [],
  find: Sites<SoapSite>['find'] = () => 'unknown',
): Backend {
  const sites = { inPath: false, find };
  const contract = { versions: ['88'] as const, servicesOf: () => services };
  const soap = {
    limits: { ...xmlLimitsDefault, headerBlocksMax: 32 },
    wrapExceptions: false,
    timeZone: { SoTimeZoneId: 0, SoTimeZoneLocationCode: '' },
    headerNames: new Set<string>(),
    onUnexpectedError: assert.ifError,
  };
  const { envelopeBytesMax } = httpLimits;
  const common = { sites, publicUrl: null, onUnexpectedError: assert.ifError };
  return {
    sites,
    soapRouter: new SoapRouter({ ...common, contract, soap, envelopeBytesMax }),
    loadOperationRouter: unasked,
    loadWebApp: unasked,
    isReady: async () => true,
    now: () => 0,
    recorder: null,
    faultInjector: null,
  };
}

export function serverOptions(backend = backendOf()): HttpServerOptions {
  return {
    backend,
    publicUrl: null,
    onUnexpectedError: assert.ifError,
    trustedProxies: new ProxyList([]),
    assertion: { header: null, certificateField: null, pattern: /.*/u },
    isWithinRate: () => true,
    bodyBudget: new BodyBudget(2 ** 20),
    tls: null,
    limits: httpLimits,
    fastPath: true,
    mounted: null,
    trace: null,
    onRequest: () => {},
  };
}
