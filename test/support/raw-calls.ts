/** Calls that `fetch` cannot make: a header field sent twice, a certificate of the client's own. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { readEnvelope } from '../../src/soap/envelope.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { messageOf, type ReadAnswer, type ServiceCall } from './service-calls.ts';
import { headersByName } from './soap-messages.ts';

export interface RawCall extends ServiceCall {
  /** Those with several values are sent as often. Each character is a byte. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** What an HTTPS client has: whom it trusts, and what it shows. */
export type ClientTls = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'agent'>;

/** @param base the URL in front of `/Remote`. */
export async function callRaw(base: string, call: RawCall, tls?: ClientTls): Promise<ReadAnswer> {
  const url = `${base}/Remote/Services88/${call.service}.svc`;
  const headers = { 'Content-Type': 'text/xml; charset=utf-8', ...call.headers };
  const answered = Promise.withResolvers<IncomingMessage>();
  const sent = tls
    ? httpsRequest(url, { ...tls, method: 'POST', headers }, answered.resolve)
    : httpRequest(url, { method: 'POST', headers }, answered.resolve);
  // With a text for a body, Node would send the header in UTF-8 as well.
  sent.on('error', answered.reject).end(Buffer.from(messageOf(call)));
  const response = await answered.promise;
  const { headerBlocks, body } = readEnvelope(parseXml(await text(response)), 32);
  const [element] = body;
  if (!element) throw new Error('The body of the answer is empty.');
  const header = headersByName(headerBlocks);
  return { status: response.statusCode ?? 0, header, body: element };
}
