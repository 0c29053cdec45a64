/** Wires the server of an installation: its backend behind a listener, with metrics and traces. */
import type { Logger } from 'pino';
import { startBackend } from './backend.ts';
import type { SettingRecord } from './console-api/settings.ts';
import type { ServedConsole } from './console-server/consoles.ts';
import type { FaultInjector } from './http/fault-injector.ts';
import type { TlsOptions } from './http/node-server.ts';
import { type Listener, startListener } from './listener.ts';
import { startObservability } from './observability.ts';
import { FailureLog } from './observe/failure-log.ts';
import type { Settings } from './settings.ts';
import type { TenantRegistry } from './tenant-services.ts';
import { BodyBudget } from './web/body-budget.ts';
import type { Recorder } from './web/recording.ts';

export interface RunningServer extends Pick<Listener, 'address' | 'replaceCertificates'> {
  /** Null if metrics are off. */
  readonly metricsUrl: string | null;
  /** Null if the console is off. */
  readonly consoleUrl: string | null;
  /** Finishes running requests and accepts no more. Does not close the database. */
  close(): Promise<void>;
}

/** Parts that most servers do not have. */
export interface ServerAdditions {
  /** Records the requests. */
  readonly recorder?: Recorder | null;
  /** Injects faults into requests. Only a test server has it. */
  readonly faultInjector?: FaultInjector | null;
  /** By default operators sign in. */
  readonly isConsoleOpen?: boolean;
  /** The settings as the console shows them. */
  readonly settingRecords?: readonly SettingRecord[];
}

/** Leaves time to close the database within the ten seconds that a supervisor usually allows. */
const CLOSE_GRACE_MS = 8_000;

/**
 * @param tls the certificates. Null if the settings do not enable TLS.
 * @throws Error with the system's code, such as EADDRINUSE.
 */
export async function startServer(
  registry: TenantRegistry,
  settings: Settings,
  tls: TlsOptions | null,
  log: Logger,
  additions: ServerAdditions = {},
): Promise<RunningServer> {
  const failures = new FailureLog(log);
  const bodyBudget = new BodyBudget(settings.bodyBytesTotalMax);
  const served = await loadConsole(registry, settings, log, additions);
  const watch = served?.watch;
  const { recorder = watch?.recorder ?? null, faultInjector = null } = additions;
  const surroundings = { settings, log, failures, bodyBudget, recorder, faultInjector };
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    await Promise.all(closers.map((closePart) => closePart()));
    failures.close();
  };
  try {
    const backend = await startBackend(registry, surroundings);
    closers.push(backend.close);
    const { housekeeping } = backend;
    const observability = await startObservability(registry, settings, housekeeping, log);
    closers.push(observability.close);
    const console = await served?.start(backend, tls);
    if (console) closers.push(console.close);
    const { trace } = observability;
    const onRequest = watch
      ? both(observability.onRequest, watch.onRequest)
      : observability.onRequest;
    const listener = await startListener({
      ...surroundings,
      ...{ backend, tls, observability: { trace, onRequest } },
    });
    return {
      address: listener.address,
      metricsUrl: observability.metricsUrl,
      consoleUrl: console?.url ?? null,
      replaceCertificates: (replacement) => {
        listener.replaceCertificates(replacement);
        console?.replaceCertificates(replacement);
      },
      close: async () => {
        await listener.close(CLOSE_GRACE_MS);
        // Also writes the counts of the last requests.
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Null if the console is off. Then nothing of it is loaded. */
async function loadConsole(
  registry: TenantRegistry,
  settings: Settings,
  log: Logger,
  { isConsoleOpen: isOpen = false, settingRecords = [] }: ServerAdditions,
): Promise<ServedConsole | null> {
  if (settings.consolePort === null) return null;
  const { consoleOf } = await import('./console-server/consoles.ts');
  return consoleOf({ registry, settings, log, isOpen, settingRecords });
}

function both<T>(first: (given: T) => void, second: (given: T) => void): (given: T) => void {
  return (given) => {
    first(given);
    second(given);
  };
}
