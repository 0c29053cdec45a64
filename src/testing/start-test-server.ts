/** Starts a server for tests in this process, with everything in memory. */

import * as z from 'zod';
import type { SettingRecord } from '../console-api/settings.ts';
import { servedContract } from '../contract/served-contract.ts';
import { systemClock } from '../domain/clock.ts';
import { Journal } from '../journal/journal.ts';
import { startListener } from '../listener.ts';
import { FailureLog } from '../observe/failure-log.ts';
import { createLog } from '../observe/log.ts';
import { type Settings, settingsSchema } from '../settings.ts';
import { settingsProblem } from '../settings-problem.ts';
import { BodyBudget } from '../web/body-budget.ts';
import { timeMsOf } from './clock-time.ts';
import { ControlMount } from './control/control-mount.ts';
import { controlTokenFor, requireTokenForm } from './control-token.ts';
import { Faults } from './faults.ts';
import { LocalTestServer } from './local-test-server.ts';
import { readSeedText } from './read-test-seed.ts';
import { seededSnapshot, testMasterKeys } from './seed-template.ts';
import { TestBackend, type TestSurroundings } from './test-backend.ts';
import type { ClockStart } from './test-clock.ts';
import type { TestConsole } from './test-console.ts';
import type { StartedTestServer, TestSeed } from './test-server.ts';
import { TestStates } from './test-states.ts';

export interface TestServerOptions {
  /** The content at the start, and after each reset. By default `demo`. */
  readonly seed?: TestSeed;
  /** Whether the seed `demo` is the Online one. A seed of your own says it itself. */
  readonly online?: boolean;
  /** By default any free one. */
  readonly port?: number;
  /** The network address to listen on. By default `127.0.0.1`. */
  readonly host?: string;
  /**
   * `real`, which is the default: the machine's time, until it is moved. `frozen`: the time of the
   * start. A date: frozen at that time.
   */
  readonly clock?: 'real' | 'frozen' | Date;
  /**
   * The token that the control API asks for. By default one is made, unless only this machine can
   * reach the server, which then needs none.
   */
  readonly controlToken?: string;
  /**
   * With `fail`, `close` throws if requests were refused since the last reset. By default `ignore`.
   */
  readonly onRefused?: 'ignore' | 'fail';
  /** Other settings by their names in docs/settings.md, such as `ticketLifetimeSeconds`. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * Starts a server. It listens when this resolves.
 *
 * @throws DomainError with a line for each reason why the seed cannot be used, or for a time that
 *   the clock cannot show; RangeError for other options that cannot be; Error with the system's
 *   code, such as EADDRINUSE, and before Node.js 26.1.
 */
export function startTestServer(options: TestServerOptions = {}): Promise<StartedTestServer> {
  return startWithSettings(options, []);
}

/** @param settingRecords the settings as the console shows them. @throws Error as above. */
export async function startWithSettings(
  options: TestServerOptions,
  settingRecords: readonly SettingRecord[],
): Promise<StartedTestServer> {
  requireKnown(options);
  const { onRefused = 'ignore' } = options;
  const settings = settingsOf(options);
  requireTokenForm(options.controlToken);
  const clock = clockStartOf(options.clock);
  const seed = await readSeedText(options.seed ?? 'demo', options.online ?? false);
  const now = () => states.current.clock.now();
  const console = await loadConsole(settings, now);
  const surroundings = surroundingsOf(settings, now, console);
  const start = await seededSnapshot(seed, clock);
  const first = await TestBackend.start(start, surroundings);
  const control: ControlMount = new ControlMount({
    server: () => server,
    onUnexpectedError: (error) =>
      surroundings.failures.report(error, 'a request to the control API failed unexpectedly'),
  });
  // Traces and metrics are for servers that last.
  const observability = { onRequest: console?.onRequest ?? (() => {}), trace: null };
  const parts = { backend: first.backend, tls: null, mounted: control, observability };
  const listening = { ...surroundings, ...parts };
  const listener = await startListener(listening).catch(async (error) => {
    await first.close();
    throw error;
  });
  const { replaceBackend } = listener;
  const states = new TestStates({ surroundings, start, first, replaceBackend });
  const controlToken = controlTokenFor(listener.address.address, options.controlToken);
  const given = { listener, states, surroundings, onRefused, control, controlToken, console };
  const server: LocalTestServer = new LocalTestServer(given);
  try {
    await server.startConsole(settingRecords);
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

/** Null if the console is off. */
async function loadConsole(settings: Settings, now: () => number): Promise<TestConsole | null> {
  if (settings.consolePort === null) return null;
  const { TestConsole } = await import('./test-console.ts');
  return new TestConsole(now);
}

function surroundingsOf(
  settings: Settings,
  now: () => number,
  console: TestConsole | null,
): TestSurroundings {
  const log = createLog(settings.logLevel, process.stderr);
  const failures = new FailureLog(log);
  const contract = servedContract(settings.servicesVersions, settings.services88Edition);
  const onError = (error: unknown) => failures.report(error, 'a request could not be recorded');
  return {
    settings,
    log,
    failures,
    contract,
    bodyBudget: new BodyBudget(settings.bodyBytesTotalMax),
    masterKeys: testMasterKeys,
    faults: new Faults(),
    journal: new Journal({
      level: 'messages',
      entriesMax: settings.journalEntriesMax,
      bytesMax: settings.journalBytesMax,
      ...{ contract, now, onError },
      ...(console && { onRefusal: console.onRefusal }),
    }),
  };
}

/** Large caches take milliseconds to make, at each reset. */
const DEFAULTS = { logLevel: 'silent', cachedRecordsMax: 1000, cachedTicketsMax: 1000 };
/** Settings that a test server cannot have. */
export const fixedSettings = [
  'workers',
  'metricsPort',
  'metricsHost',
  'consoleHost',
  'journalLevel',
  'tlsCertificateFile',
  'tlsKeyFile',
  'tlsClientCaFile',
  'databaseConnectionsMax',
] as const satisfies readonly (keyof Settings)[];

/** Settings that have an option of their own. */
const OPTIONS = ['host', 'port'] as const satisfies readonly (keyof Settings)[];

const optionsSchema = z
  .strictObject({
    seed: z.union([z.string(), z.looseObject({})]),
    online: z.boolean(),
    onRefused: z.enum(['ignore', 'fail']),
    controlToken: z.string(),
    // These are checked where they are read.
    ...{ port: z.unknown(), host: z.unknown(), clock: z.unknown() },
    settings: z.unknown(),
  } satisfies Record<keyof TestServerOptions, z.ZodType>)
  .partial();

/** The compiler checks this only for tests in TypeScript. @throws RangeError */
function requireKnown(options: TestServerOptions): void {
  const { error } = optionsSchema.safeParse(options);
  if (error) throw new RangeError(`The options: ${z.prettifyError(error)}`);
}

/** @throws RangeError */
function settingsOf({ settings = {}, host = '127.0.0.1', port = 0 }: TestServerOptions): Settings {
  const [fixed] = [...fixedSettings, ...OPTIONS].filter((name) => Object.hasOwn(settings, name));
  if (fixed !== undefined) throw new RangeError(`A test server takes no setting ${fixed}.`);
  const parsed = settingsSchema.safeParse({ ...DEFAULTS, ...settings, host, port });
  const problem = parsed.success ? settingsProblem(parsed.data) : z.prettifyError(parsed.error);
  if (!parsed.success || problem !== null) throw new RangeError(`The settings: ${problem}`);
  // Checked before: in a test server, the control token stands for TLS.
  return { ...parsed.data, consoleHost: host };
}

/** @throws DomainError `invalid-argument` */
function clockStartOf(clock: TestServerOptions['clock'] = 'real'): ClockStart {
  if (clock === 'real') return 'real';
  const atMs = clock === 'frozen' ? systemClock.now() : timeMsOf(clock);
  return { atMs, isFrozen: true };
}
