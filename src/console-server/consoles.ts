/** The console as servers and their primary process load it, when a setting turns it on. */
import cluster from 'node:cluster';
import { ConsoleOfServer, type ConsoleOfServerOptions } from './console-of-server.ts';
import { ConsoleOfWorker } from './console-of-worker.ts';

export { startConsoleOfWorkers } from './console-of-workers.ts';

/** What a process that serves has of the console. */
export type ServedConsole = ConsoleOfServer | ConsoleOfWorker;

/** In a worker, the primary process serves the console. */
export async function consoleOf(options: ConsoleOfServerOptions): Promise<ServedConsole> {
  return cluster.isWorker ? ConsoleOfWorker.connect(options) : new ConsoleOfServer(options);
}
