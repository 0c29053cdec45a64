/**
 * Recognises plain requests, which most SOAP clients send: a POST whose end is unambiguous and
 * whose head arrives in one chunk. Everything else is left to `node:http`.
 *
 * `node:http` must read every plain request in the same way. A test compares the two.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */

import type { Socket } from 'node:net';
import type { RequestHead } from '../../web/request-head.ts';

export interface PlainRequest {
  /** The same object for consecutive requests with identical head bytes. */
  readonly head: RequestHead;
  /** What has arrived of the body. */
  readonly body: Buffer;
  /** The number of bytes of the body that have not arrived yet. */
  readonly missingBytes: number;
}

/** A parsed head and its bytes. */
interface KnownHead {
  readonly head: RequestHead;
  readonly bytes: Buffer;
  readonly bodyBytes: number;
}

/**
 * Longer heads are rare and left to `node:http` with its own limits. This also keeps the number
 * of fields below 1000, above which `node:http` ignores fields.
 */
const HEAD_BYTES_MAX = 4_096;
/**
 * The longest body that may arrive after its head. As long as the part of a body that no budget
 * limits with `node:http`.
 */
const LATE_BODY_BYTES_MAX = 16_384;
const END = '\r\n\r\n';
const REQUEST_LINE = /^POST (\/[\w./~-]*) HTTP\/1\.1\r\n/;
const FIELD = /([\w!#$%&'*+.^`|~-]+):([\t\x20-\x7e]*)\r\n/y;
const LENGTH = /^\d{1,9}$/;

/** Fields that change where a message ends or how it must be handled. */
const NOT_PLAIN: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'content-encoding',
  'expect',
  'upgrade',
  'proxy-connection',
  'trailer',
  'te',
  // Fields that `node:http` turns into a list or drops.
  'set-cookie',
  '__proto__',
]);

/**
 * Reads the requests of one connection. It reuses the parsed head if the next one has the same
 * bytes.
 */
export class PlainRequestReader {
  readonly #socket: Socket;
  #last: KnownHead | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * Returns null if the bytes are not exactly one plain request, or its head and a part of a body
   * that is not too long to wait for.
   */
  read(bytes: Buffer): PlainRequest | null {
    const known = this.#isLast(bytes) ? this.#last : parseHead(bytes, this.#socket);
    if (!known) return null;
    const { head, bodyBytes } = known;
    const missingBytes = known.bytes.length + bodyBytes - bytes.length;
    if (missingBytes < 0 || (missingBytes > 0 && bodyBytes > LATE_BODY_BYTES_MAX)) return null;
    this.#last = known;
    return { head, body: bytes.subarray(known.bytes.length), missingBytes };
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
  // A copy, because the bytes may be part of a larger buffer.
  return { head, bytes: Buffer.from(text, 'latin1'), bodyBytes: Number(bodyBytes) };
}

/** Returns null for anything but fields that each occur once. */
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
