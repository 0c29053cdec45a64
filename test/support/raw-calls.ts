/** Calls that `fetch` cannot make, such as with repeated header fields or a client certificate. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { readEnvelope } from '../../src/soap/envelope.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { messageOf, type ReadAnswer, type ServiceCall } from './service-calls.ts';
import { headersByName } from './soap-messages.ts';

export interface RawCall extends ServiceCall {
  /** A field with several values is sent several times. Each character is one byte. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** The trusted authorities and the client certificate. */
export type ClientTls = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'agent'>;

/** @param base the URL before `/Remote`. */
export async function callRaw(base: string, call: RawCall, tls?: ClientTls): Promise<ReadAnswer> {
  const url = `${base}/Remote/Services88/${call.service}.svc`;
  const headers = { 'Content-Type': 'text/xml; charset=utf-8', ...call.headers };
  const answered = Promise.withResolvers<IncomingMessage>();
  const sent = tls
    ? httpsRequest(url, { ...tls, method: 'POST', headers }, answered.resolve)
    : httpRequest(url, { method: 'POST', headers }, answered.resolve);
  // With a text as body, Node would also encode the header in UTF-8.
  sent.on('error', answered.reject).end(Buffer.from(messageOf(call)));
  const response = await answered.promise;
  const { headerBlocks, body } = readEnvelope(parseXml(await text(response)), 32);
  const [element] = body;
  if (!element) throw new Error('The body of the answer is empty.');
  const header = headersByName(headerBlocks);
  return { status: response.statusCode ?? 0, header, body: element };
}
