/** The fast path alone, on its own sockets. The test decides when each answer is sent. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { FastRequest } from '../../src/http/fast-path/fast-connection.ts';
import { FastPath } from '../../src/http/fast-path/fast-path.ts';
import type { WireAnswer } from '../../src/http/wire-answer.ts';

const PATIENCE_MS = 10_000;

export interface FastServerOptions {
  readonly firstRequestMs?: number;
  readonly keepAliveMs?: number;
  /** How long a client of `node:http` may be silent. */
  readonly stalledMs?: number;
}

export const answerOf = (body: string | Buffer): WireAnswer => ({
  status: 200,
  fields: ['Content-Length', String(Buffer.byteLength(body))],
  body,
  encoding: 'utf8',
});

export class FastServer {
  readonly url: string;
  /** Requests on the fast path, in order. */
  readonly asked: FastRequest<string>[] = [];
  /** The server's ends of connections, in order. */
  readonly sockets: Socket[] = [];
  /** The sockets that were handed over. */
  readonly handedOver: Socket[] = [];
  readonly path: FastPath<string>;
  readonly #http: HttpServer;
  readonly #listener;

  private constructor(listener: ReturnType<typeof createServer>, options: FastServerOptions) {
    const address = listener.address();
    assert.ok(typeof address === 'object' && address);
    this.url = `http://127.0.0.1:${address.port}`;
    this.#listener = listener;
    this.#http = createHttpServer(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('latin1')) body += chunk;
      response.setHeader('Content-Length', body.length + 5).end(`node:${body}`);
    });
    this.#http.timeout = options.stalledMs ?? 60_000;
    this.path = new FastPath<string>({
      accept: ({ url }) => (url === '/not-here' ? null : String(url)),
      serve: (request) => void this.asked.push(request),
      handOver: (socket) => {
        this.handedOver.push(socket);
        this.#http.emit('connection', socket);
      },
      firstRequestMs: options.firstRequestMs ?? 60_000,
      keepAliveMs: options.keepAliveMs ?? 60_000,
      now: () => 0,
    });
    listener.on('connection', (socket) => {
      this.sockets.push(socket);
      this.path.take(socket);
    });
  }

  static async start(options: FastServerOptions = {}): Promise<FastServer> {
    const listener = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return new FastServer(listener, options);
  }

  /** Waits for a request. */
  async request(index: number): Promise<FastRequest<string>> {
    await this.until(() => this.asked.length > index);
    const request = this.asked[index];
    assert.ok(request);
    return request;
  }

  /** Waits for a connection and returns the server's end. */
  async socket(index: number): Promise<Socket> {
    await this.until(() => this.sockets.length > index);
    const socket = this.sockets[index];
    assert.ok(socket);
    return socket;
  }

  /** Checks the condition in each turn of the event loop until it holds. */
  async until(isSo: () => boolean): Promise<void> {
    const patientUntil = performance.now() + PATIENCE_MS;
    while (!isSo()) {
      assert.ok(performance.now() < patientUntil, `never: ${isSo}`);
      await setImmediate();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#listener.close(resolve));
  }
}
