/**
 * The fast path of a connection: it reads plain requests from the socket and answers them like
 * `node:http`, at half its cost. The first input in any other form hands the connection over to
 * `node:http` permanently.
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
    // The TLS handshake may have ended after `close` closed the other connections.
    if (this.#isClosing) connection.endIfIdle();
  }

  /** Closes idle connections at once, and the others after their answer. */
  close(): void {
    this.#isClosing = true;
    for (const connection of this.#connections) connection.endIfIdle();
  }
}
