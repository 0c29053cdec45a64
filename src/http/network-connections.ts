/** Limits the concurrent connections of each network. */
import type { Socket } from 'node:net';

export interface NetworkConnectionsOptions {
  /** 0 for no limit. */
  readonly connectionsMax: number;
  /** Returns the network of a client's address. Null if it is not limited. */
  readonly networkOf: (address: string) => string | null;
}

export class NetworkConnections {
  readonly #options: NetworkConnectionsOptions;
  readonly #counts = new Map<string, number>();

  constructor(options: NetworkConnectionsOptions) {
    this.#options = options;
  }

  /** Counts a connection until it is closed. Returns false if the limit is reached. */
  admit(socket: Socket): boolean {
    const { connectionsMax, networkOf } = this.#options;
    const network = connectionsMax === 0 ? null : networkOf(socket.remoteAddress ?? '');
    if (network === null) return true;
    const count = this.#counts.get(network) ?? 0;
    if (count >= connectionsMax) return false;
    this.#counts.set(network, count + 1);
    socket.once('close', () => this.#leave(network));
    return true;
  }

  #leave(network: string): void {
    const count = (this.#counts.get(network) ?? 1) - 1;
    if (count === 0) this.#counts.delete(network);
    else this.#counts.set(network, count);
  }
}
