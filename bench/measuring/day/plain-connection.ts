/**
 * A keep-alive HTTP connection for load: it sends one request at a time and reads the answer. It
 * costs a fraction of `node:http`, so that the client is not slower than the server.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Message } from '../messages.ts';

export interface PlainAnswer {
  readonly status: number;
  readonly body: string;
  /** The size of the whole answer. */
  readonly bytes: number;
}

const CLOSED = new Error('The server closed a connection.');

export class PlainConnection {
  readonly #socket: Socket;
  readonly #host: string;
  #received = '';
  #waiting: PromiseWithResolvers<PlainAnswer> | null = null;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#read(text));
    socket.on('close', () => this.#waiting?.reject(CLOSED));
    socket.on('error', (error) => this.#waiting?.reject(error));
  }

  static async open(url: string): Promise<PlainConnection> {
    const { protocol, hostname, port, host } = new URL(url);
    const to = { host: hostname, port: Number(port), noDelay: true };
    const usesTls = protocol === 'https:';
    const socket = usesTls ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
    await once(socket, usesTls ? 'secureConnect' : 'connect');
    return new PlainConnection(socket, host);
  }

  /**
   * @param sent whether the body follows in the next turn of the event loop.
   * @throws Error when the server closes the connection, or has closed it because it was idle.
   */
  ask(
    { path, headers, body }: Message,
    sent: 'together' | 'apart' = 'together',
  ): Promise<PlainAnswer> {
    const fields = Object.entries({
      Host: this.#host,
      ...headers,
      'Content-Length': Buffer.byteLength(body),
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#waiting = Promise.withResolvers();
    if (this.#socket.destroyed) this.#waiting.reject(CLOSED);
    this.#received = '';
    const head = `POST ${path} HTTP/1.1\r\n${fields.join('')}\r\n`;
    if (sent === 'together') this.#socket.write(head + body);
    else {
      this.#socket.write(head);
      setImmediate(() => this.#socket.write(body));
    }
    return this.#waiting.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = this.#received.slice(0, headEnd);
    const body = this.#received.slice(headEnd + 4);
    const length = /^content-length: (\d+)/im.exec(head)?.[1];
    const isWhole =
      length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length);
    if (!isWhole) return;
    const answer = { status: Number(head.slice(9, 12)), body, bytes: this.#received.length };
    this.#waiting?.resolve(answer);
  }
}
