/** Wires the server of an installation: its backend behind a listener, with metrics and traces. */
import type { Logger } from 'pino';
import { startBackend } from './backend.ts';
import type { FaultInjector } from './http/fault-injector.ts';
import type { TlsOptions } from './http/http-server.ts';
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
  /** Finishes running requests and accepts no more. Does not close the database. */
  close(): Promise<void>;
}

/** Parts that most servers do not have. */
export interface ServerAdditions {
  /** Records the requests. */
  readonly recorder?: Recorder | null;
  /** Injects faults into requests. Only a test server has it. */
  readonly faultInjector?: FaultInjector | null;
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
  { recorder = null, faultInjector = null }: ServerAdditions = {},
): Promise<RunningServer> {
  const failures = new FailureLog(log);
  const bodyBudget = new BodyBudget(settings.bodyBytesTotalMax);
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
    const listener = await startListener({ ...surroundings, backend, tls, observability });
    return {
      address: listener.address,
      metricsUrl: observability.metricsUrl,
      replaceCertificates: listener.replaceCertificates,
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
