/**
 * What answers the requests that the HTTP server receives. A test server replaces it while it runs,
 * to return to an earlier state.
 */
import type { SoapRouter } from '../soap/soap-router.ts';
import type { OperationRouter } from '../web/operation-router.ts';
import type { Recorder } from '../web/recording.ts';
import type { Sites } from '../web/sites.ts';
import type { WebApp } from '../web/web-app.ts';
import type { FaultInjector } from './fault-injector.ts';

export interface Backend {
  readonly soapRouter: SoapRouter;
  /** Only tells whether tenants are in the path. */
  readonly sites: Pick<Sites<unknown>, 'inPath'>;
  /** Loads what answers calls of operations by REST. Called at each. */
  readonly loadOperationRouter: () => Promise<OperationRouter>;
  /** Loads the rest of REST, and OAuth. Called at their first request. */
  readonly loadWebApp: () => Promise<WebApp>;
  /** Whether the database works. */
  readonly isReady: () => Promise<boolean>;
  /** The time that answers are dated with. */
  readonly now: () => number;
  /** Null if requests are not recorded. */
  readonly recorder: Recorder | null;
  /** Null except on a test server. */
  readonly faultInjector: FaultInjector | null;
}

/** The backend of new requests. Each request ends at the one that it began with. */
export class BackendSlot {
  #current: BackendUse;

  constructor(backend: Backend) {
    this.#current = new BackendUse(backend);
  }

  /** The caller must end the use. */
  use(): BackendUse {
    this.#current.begin();
    return this.#current;
  }

  get backend(): Backend {
    return this.#current.backend;
  }

  /** Resolves when the last request of the previous backend has ended. */
  replace(backend: Backend): Promise<void> {
    const previous = this.#current;
    this.#current = new BackendUse(backend);
    return previous.whenUnused();
  }
}

/** Counts the requests of a backend. */
class BackendUse {
  readonly backend: Backend;
  readonly #unused = Promise.withResolvers<void>();
  #running = 0;
  #isReplaced = false;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  begin(): void {
    this.#running += 1;
  }

  end(): void {
    this.#running -= 1;
    this.#settle();
  }

  whenUnused(): Promise<void> {
    this.#isReplaced = true;
    this.#settle();
    return this.#unused.promise;
  }

  #settle(): void {
    if (this.#isReplaced && this.#running === 0) this.#unused.resolve();
  }
}
