/**
 * Requests that come whole and plain, which is how most SOAP clients send them: a POST in one
 * piece, of which nobody can doubt where it ends. They are recognised here, and everything else is
 * left to `node:http`, which decides what is HTTP.
 *
 * What is recognised here is for `node:http` the same request; a test holds the two together.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */

import type { Socket } from 'node:net';
import type { RequestHead } from '../../web/request-head.ts';

export interface PlainRequest {
  /** The same object for requests in a row whose heads are the same to the byte. */
  readonly head: RequestHead;
  readonly body: Buffer;
}

/** A head with the bytes that it was read from. */
interface KnownHead {
  readonly head: RequestHead;
  readonly bytes: Buffer;
  readonly bodyBytes: number;
}

/**
 * Longer ones are rare, and `node:http` has limits of its own for them. No thousand fields fit in:
 * it drops those that follow.
 */
const HEAD_BYTES_MAX = 4_096;
const END = '\r\n\r\n';
const REQUEST_LINE = /^POST (\/[\w./~-]*) HTTP\/1\.1\r\n/;
const FIELD = /([\w!#$%&'*+.^`|~-]+):([\t\x20-\x7e]*)\r\n/y;
const LENGTH = /^\d{1,9}$/;

/** Fields by which a message ends elsewhere, or is more than a message. */
const NOT_PLAIN: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'content-encoding',
  'expect',
  'upgrade',
  'proxy-connection',
  'trailer',
  'te',
  // What `node:http` makes a list of, and what it loses.
  'set-cookie',
  '__proto__',
]);

/** Reads the requests of one connection, where each usually has the head of the one before. */
export class PlainRequestReader {
  readonly #socket: Socket;
  #last: KnownHead | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Null when the bytes are not exactly one plain request. */
  read(bytes: Buffer): PlainRequest | null {
    const known = this.#isLast(bytes) ? this.#last : parseHead(bytes, this.#socket);
    if (!known || bytes.length !== known.bytes.length + known.bodyBytes) return null;
    this.#last = known;
    return { head: known.head, body: bytes.subarray(known.bytes.length) };
  }

  #isLast(bytes: Buffer): boolean {
    const known = this.#last?.bytes;
    if (known === undefined || bytes.length < known.length) return false;
    return known.compare(bytes, 0, known.length) === 0;
  }
}

function parseHead(bytes: Buffer, socket: Socket): KnownHead | null {
  const length = bytes.indexOf(END) + END.length;
  if (length < END.length || length > HEAD_BYTES_MAX) return null;
  const text = bytes.toString('latin1', 0, length);
  const [line = '', url] = REQUEST_LINE.exec(text) ?? [];
  const headers = url === undefined ? null : parseFields(text.slice(0, -2), line.length);
  if (url === undefined || !headers?.['host']) return null;
  const { connection = 'keep-alive', 'content-length': bodyBytes = '' } = headers;
  if (connection.toLowerCase() !== 'keep-alive' || !LENGTH.test(bodyBytes)) return null;
  const head = {
    method: 'POST',
    url,
    headers,
    get headersDistinct() {
      return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    },
    httpVersion: '1.1',
    socket,
  };
  // A copy, since the bytes may be part of more.
  return { head, bytes: Buffer.from(text, 'latin1'), bodyBytes: Number(bodyBytes) };
}

/** Null where there is anything but fields, each of them once. */
function parseFields(text: string, start: number): Readonly<Record<string, string>> | null {
  const headers: Record<string, string> = Object.create(null);
  FIELD.lastIndex = start;
  for (let end = start; end < text.length; end = FIELD.lastIndex) {
    const [, given = '', value = ''] = FIELD.exec(text) ?? [];
    const name = given.toLowerCase();
    if (name === '' || name in headers || NOT_PLAIN.has(name)) return null;
    headers[name] = value.trim();
  }
  return headers;
}
