/** A TCP proxy in front of PostgreSQL that counts connections and bytes in both directions. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface ProxyCounts {
  readonly bytesToServer: number;
  readonly bytesFromServer: number;
}

export class CountingProxy {
  readonly #server: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #bytesToServer = 0;
  #bytesFromServer = 0;
  #connections = 0;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((socket) => this.#forward(socket));
  }

  /** @param url of the database. */
  static async start(url: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(new URL(url));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The URL of the database through the proxy. */
  get url(): string {
    const url = new URL(this.#target);
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  get counts(): ProxyCounts {
    return { bytesToServer: this.#bytesToServer, bytesFromServer: this.#bytesFromServer };
  }

  /** Open connections. */
  get connections(): number {
    return this.#connections;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #forward(client: Socket): void {
    const server = connect({ host: this.#target.hostname, port: Number(this.#target.port) });
    this.#connections += 1;
    client.once('close', () => {
      this.#connections -= 1;
    });
    client.on('data', (chunk) => {
      this.#bytesToServer += chunk.length;
    });
    server.on('data', (chunk) => {
      this.#bytesFromServer += chunk.length;
    });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
