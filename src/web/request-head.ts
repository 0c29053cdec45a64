/** The head of a request, before its body is read. Both HTTP parsers produce it. */
import type { IncomingMessage } from 'node:http';

/** Has the names and forms of `node:http`. Field names are in lower case. */
export type RequestHead = Pick<
  IncomingMessage,
  'method' | 'url' | 'headers' | 'headersDistinct' | 'httpVersion' | 'socket'
>;
