/** Where the console of a demo or a test server is. */
import { createServer } from 'node:net';
import type { Settings } from '../settings.ts';

const PORT_MAX = 65_535;

/** The console is at the next port if that is free, unless it was given another. */
export async function withConsole(settings: Settings): Promise<Settings> {
  const { port, consolePort, consoleHost } = settings;
  if (consolePort !== null) return settings;
  const isNextFree = port !== 0 && port < PORT_MAX && (await isFree(consoleHost, port + 1));
  return { ...settings, consolePort: isNextFree ? port + 1 : 0 };
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ host, port }, () => server.close(() => resolve(true)));
  });
}
