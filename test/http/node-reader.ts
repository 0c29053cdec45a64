/** Parses bytes with `node:http` and returns the request in a comparable form. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import type { PlainRequest } from '../../src/http/fast-path/plain-request.ts';
import type { RequestHead } from '../../src/web/request-head.ts';

/** Sent after the bytes under test. If the reader sees it, nothing of them was left over. */
const NEXT = 'POST /next HTTP/1.1\r\nHost: next\r\nContent-Length: 4\r\n\r\nnext';

/** All compared parts of a request, with fields in their order. */
export function comparable(
  { method, url, httpVersion, headers, headersDistinct }: RequestHead,
  body: Buffer,
) {
  return {
    method,
    url,
    httpVersion,
    headers: Object.entries(headers),
    distinct: Object.entries(headersDistinct),
    body: body.toString('latin1'),
  };
}

export type ComparableRequest = ReturnType<typeof comparable>;

export const plain = ({ head, body }: Pick<PlainRequest, 'head' | 'body'>) =>
  comparable(head, body);

/** A connection in memory. */
class Wire extends Duplex {
  readonly seen: (ComparableRequest | string)[] = [];

  constructor(bytes: Buffer) {
    super();
    this.push(bytes);
    this.push(NEXT);
  }

  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
  }
}

export class NodeReader {
  readonly #server: Server;

  /** @param maxHeaderSize the limit of the server under test. */
  constructor(maxHeaderSize: number) {
    this.#server = createServer({ maxHeaderSize });
    const tell = (event: string) => (request: IncomingMessage) => {
      if (request.socket instanceof Wire) request.socket.seen.push(event);
      request.socket.destroy();
    };
    this.#server.on('request', onRequest);
    for (const event of ['checkContinue', 'checkExpectation', 'connect', 'upgrade']) {
      this.#server.on(event, tell(event));
    }
    this.#server.on('clientError', (error, socket) => {
      if (socket instanceof Wire) socket.seen.push(error.message);
      socket.destroy();
    });
  }

  /** Returns the request if there is exactly one, or else everything that was read. */
  async read(bytes: Buffer): Promise<ComparableRequest | readonly unknown[]> {
    const wire = new Wire(bytes);
    this.#server.emit('connection', wire);
    // All input is available, so two turns of the event loop are enough.
    for (let turn = 0; turn < 2; turn += 1) await setImmediate();
    wire.destroy();
    const [request, next, ...others] = wire.seen;
    const isOne = typeof next === 'object' && next.url === '/next' && others.length === 0;
    return typeof request === 'object' && isOne ? request : wire.seen;
  }
}

async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await buffer(request);
    if (!(request.socket instanceof Wire)) return;
    request.socket.seen.push(comparable(request, body));
    if (!response.shouldKeepAlive) request.socket.seen.push('asks for the end of the connection');
    response.end();
  } catch {
    // A body without an end. No more input follows.
  }
}
