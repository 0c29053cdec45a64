/**
 * The fast path of a connection: plain requests are taken from the socket and answered there, as
 * `node:http` would but at half its cost. The first thing that comes in another form hands the
 * connection over to `node:http`, for good.
 */
import type { Socket } from 'node:net';
import { FastConnection } from './fast-connection.ts';
import type { RequestHead } from './request-head.ts';
import type { WireAnswer } from './wire-answer.ts';

/** A request on the fast path, and the way to answer it. */
export interface FastRequest<T> {
  readonly head: RequestHead;
  /** What `accept` made of the head. */
  readonly accepted: T;
  readonly body: Buffer;
  /** Answers it, once; null cuts off the client. */
  readonly send: (answer: WireAnswer | null) => void;
}

export interface FastPathOptions<T> {
  /** What serving needs of a head; null for what is not served here and handed over. */
  readonly accept: (head: RequestHead) => T | null;
  readonly serve: (request: FastRequest<T>) => void;
  /** Takes a connection with everything that was not served yet. */
  readonly handOver: (socket: Socket) => void;
  /** How long a client may take for its first request. */
  readonly firstRequestMs: number;
  /** From an answer to the next request. */
  readonly keepAliveMs: number;
  readonly now: () => number;
}

export class FastPath<T> {
  readonly #options: FastPathOptions<T>;
  readonly #connections = new Set<FastConnection<T>>();
  #isClosing = false;

  constructor(options: FastPathOptions<T>) {
    this.#options = options;
  }

  take(socket: Socket): void {
    const connection = new FastConnection(socket, this.#options, {
      isLast: () => this.#isClosing,
      onGone: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    // Its handshake may have ended after all others were.
    if (this.#isClosing) connection.endIfIdle();
  }

  /** Ends connections without a request, and the others after their answer. */
  close(): void {
    this.#isClosing = true;
    for (const connection of this.#connections) connection.endIfIdle();
  }
}
