import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { it } from 'node:test';
import type { Service } from '../contract/service.ts';
import { soPrincipalService } from '../contract/services88/so-principal.ts';
import { xmlLimitsDefault } from '../xml/xml-limits.ts';
import { serviceRouteOf } from './soap-route.ts';
import { SoapRouter } from './soap-router.ts';

const soapPerformers = new Map([[soPrincipalService.name, async () => ({})]]);
const PATH = '/Remote/Services88/SoPrincipal.svc';

/** A service that counts how often its operations are read. */
function countedService() {
  let looks = 0;
  const service: Service = {
    ...soPrincipalService,
    get operations() {
      looks += 1;
      return soPrincipalService.operations;
    },
  };
  return { service, looks: () => looks };
}

function routerOf(service: Service) {
  const router = new SoapRouter({
    contract: { versions: ['88'], servicesOf: () => [service] },
    sites: { inPath: false, find: () => ({ contextIdentifier: '', soapPerformers }) },
    soap: {
      limits: { ...xmlLimitsDefault, headerBlocksMax: 32 },
      wrapExceptions: true,
      timeZone: { SoTimeZoneId: 0, SoTimeZoneLocationCode: 'UTC' },
      headerNames: new Set(),
      onUnexpectedError: assert.ifError,
    },
    publicUrl: null,
    envelopeBytesMax: 1024,
    onUnexpectedError: assert.ifError,
  });
  const answer = (method: string, query: string, origin: string) => {
    const route = serviceRouteOf(PATH, query);
    assert.ok(route);
    const headers = { 'content-type': 'text/xml' };
    const socket = new Socket();
    const head = { method, url: PATH, headers, headersDistinct: {}, httpVersion: '1.1', socket };
    const caller = { address: '', userAgent: null, requestId: 'r', assertedUserName: null };
    const readBody = () => Buffer.from('<Envelope');
    return router.answer({ head, route, caller, readBody, originOf: () => origin });
  };
  return answer;
}

it('prints the WSDL and page of a service once for all addresses', async () => {
  const { service, looks } = countedService();
  const answer = routerOf(service);
  for (const query of ['?wsdl', '']) {
    await answer('GET', query, 'https://crm.example.com');
    const looksOnce = looks();
    for (let host = 0; host < 100; host += 1) {
      const origin = `http://host-${host}.example.com`;
      const { status, body } = (await answer('GET', query, origin)) ?? {};
      assert.equal(status, 200);
      assert.ok(body?.includes(origin + PATH), origin);
    }
    assert.equal(looks(), looksOnce, `with "${query}"`);
  }
});

it('creates the endpoint of a service once, at its first message', async () => {
  const { service, looks } = countedService();
  const answer = routerOf(service);
  assert.equal(looks(), 0, 'before the first message');
  assert.equal((await answer('POST', '', ''))?.status, 500);
  const looksOnce = looks();
  assert.ok(looksOnce > 0, 'the first message builds it');
  await answer('POST', '', '');
  assert.equal(looks(), looksOnce, 'the second message does not build it again');
});
