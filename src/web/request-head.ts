/** What is known of a request before its body, however it was read. */
import type { IncomingMessage } from 'node:http';

/** `node:http`'s own names and forms: field names in lower case. */
export type RequestHead = Pick<
  IncomingMessage,
  'method' | 'url' | 'headers' | 'headersDistinct' | 'httpVersion' | 'socket'
>;
