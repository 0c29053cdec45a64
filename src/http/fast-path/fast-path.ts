/**
 * The fast path of a connection: plain requests are taken from the socket and answered there, as
 * `node:http` would but at half its cost. The first thing that comes in another form hands the
 * connection over to `node:http`, for good.
 */
import type { Socket } from 'node:net';
import { FastConnection, type FastPathOptions } from './fast-connection.ts';

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
