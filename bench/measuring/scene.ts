/** Everything that a measurement starts and creates, so that all of it is cleaned up. */
import { rm } from 'node:fs/promises';
import type { PostgresPlace } from '../../src/storage/database-place.ts';
import { type BenchInstallation, createBenchInstallation } from './bench-installation.ts';
import { MeasuredServer, type ServerOptions } from './measured-server.ts';

export class Scene {
  readonly #servers: MeasuredServer[] = [];
  readonly #directories: string[] = [];

  /** Runs the work and cleans up afterwards, even if it fails. */
  static async run<T>(work: (scene: Scene) => Promise<T>): Promise<T> {
    const scene = new Scene();
    try {
      return await work(scene);
    } finally {
      await scene.#clear();
    }
  }

  async install(postgres: PostgresPlace | null = null): Promise<BenchInstallation> {
    const installation = await createBenchInstallation(postgres);
    this.#directories.push(installation.directory);
    return installation;
  }

  async start(options: ServerOptions): Promise<MeasuredServer> {
    const server = await MeasuredServer.start(options);
    this.#servers.push(server);
    return server;
  }

  async #clear(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
    for (const directory of this.#directories) await rm(directory, { recursive: true });
  }
}
