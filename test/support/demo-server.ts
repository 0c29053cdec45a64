/** The demo in the test's own process: on a free port, with a database that goes with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { prepareDemo } from '../../src/cli/demo-data.ts';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import { createOffice, type Office } from '../../src/office.ts';
import { startServer } from '../../src/server.ts';
import { lifetimesOf, type Settings, settingsSchema } from '../../src/settings.ts';
import { createInstallation } from '../../src/storage/data-directory.ts';

export interface DemoServer {
  /** Such as `http://127.0.0.1:40123`: what stands in front of `/Remote`. */
  readonly url: string;
  readonly office: Office;
  close(): Promise<void>;
}

export async function startDemoServer({
  settings: overrides = {},
  clock = systemClock,
}: {
  readonly settings?: Partial<Settings>;
  readonly clock?: Clock;
} = {}): Promise<DemoServer> {
  const settings = settingsSchema.parse({ port: 0, logLevel: 'silent', ...overrides });
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const company = { companyName: 'Demo Company', demo: true };
  const office = await createOffice(
    await createInstallation(directory, company, clock.now()),
    clock,
    lifetimesOf(settings),
  );
  await prepareDemo(office);
  const server = await startServer(office, settings, pino({ level: settings.logLevel }));
  return {
    url: `http://${server.address.address}:${server.address.port}`,
    office,
    close: async () => {
      await server.close();
      await office.stores.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
