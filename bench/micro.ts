/**
 * Measures single steps of a request in a loop: reading the envelope, the token, writing the
 * response. Caches are warmer here than between requests, so the whole costs more than the sum.
 *
 *     npm run bench:micro
 */
import { Bench } from 'tinybench';
import { userService } from '../src/contract/services88/user.ts';
import { parseTicket } from '../src/domain/sessions/ticket.ts';
import { SoapEndpoint } from '../src/soap/endpoint.ts';
import { writerFor } from '../src/soap/envelope-writer.ts';
import { PreparedOperations } from '../src/soap/prepared-operations.ts';
import { OperationReader, parseEnvelope } from '../src/soap/read-request.ts';
import { xmlLimitsDefault } from '../src/xml/xml-limits.ts';
import { number, table } from './measuring/markdown.ts';
import { getAccessToken } from './measuring/messages.ts';
import { Scene } from './measuring/scene.ts';

const { ticketText, accessToken, codec } = await Scene.run((scene) => scene.install());
const claims = codec.open(accessToken);
if (typeof claims === 'string') throw new Error(`The token does not open: ${claims}`);
const { headers, body: envelopeText } = getAccessToken(ticketText);
const body = Buffer.from(envelopeText);
const limits = { ...xmlLimitsDefault, headerBlocksMax: 32 };
const envelope = parseEnvelope(body, 'utf-8', limits);
const { encoder } = writerFor(userService);
const reader = new OperationReader(new PreparedOperations(userService, encoder));
const endpoint = new SoapEndpoint(userService, {
  limits,
  wrapExceptions: true,
  timeZone: { SoTimeZoneId: 0, SoTimeZoneLocationCode: 'UTC' },
  headerNames: new Set(),
  onUnexpectedError: (error) => {
    throw error;
  },
});
const request = {
  contentType: headers['Content-Type'],
  soapAction: headers['SOAPAction'],
  body,
  caller: { address: '127.0.0.1', userAgent: null, assertedUserName: null, requestId: 'bench' },
  perform: async () => ({ Response: accessToken }),
};
const answer = await endpoint.handle(request);
if (!answer.body.includes(accessToken)) throw new Error(`Not a token: ${answer.body}`);

const bench = new Bench({ time: 1000, warmupTime: 500 })
  .add('envelope: read', () => parseEnvelope(body, 'utf-8', limits))
  .add('operation: decoded from the envelope', () => reader.read(envelope, []))
  .add('ticket: taken apart', () => parseTicket(ticketText))
  .add('access token: issued', () => codec.seal(claims))
  .add('access token: opened', () => codec.open(accessToken))
  .add('endpoint: all of SOAP, nothing of the domain', () => endpoint.handle(request));
await bench.run();
const rows = bench.tasks.map(({ name, result }) => {
  if (!('latency' in result)) throw new Error(`${name} did not run to its end.`);
  const { p50, p99 } = result.latency;
  return [name, number(p50 * 1000, 1), number(p99 * 1000, 1)];
});
console.log(table(['step', 'median µs', 'p99 µs'], rows));
