/**
 * The steps around every request, of every protocol: it identifies the client, applies the rate
 * limit, and reports the result to log, metrics and traces.
 */
import { randomBytes } from 'node:crypto';
import type { Caller } from '../contract/service.ts';
import type { Protocol, Recording } from '../web/recording.ts';
import type { RequestHead } from '../web/request-head.ts';
import { clientAddress, isLoopbackAddress, type ProxyList } from './addresses.ts';
import { type AssertionOptions, assertedUserName } from './asserted-user.ts';
import type { Backend, BackendSlot } from './backend.ts';
import type { RequestFaults } from './fault-injector.ts';
import { pathOf, type Route } from './routes.ts';

/** An answered request, for log, metrics and traces. */
export interface RequestRecord {
  readonly requestId: string;
  readonly protocol: Protocol;
  readonly method: string;
  /** The normalised path without the query. */
  readonly path: string;
  readonly status: number;
  readonly address: string;
  readonly operation: string | null;
  readonly outcome: string;
  readonly durationMs: number;
}

/** The result of an answered request. */
export type Done = Pick<RequestRecord, 'status' | 'operation' | 'outcome'>;

/** Starts a trace. Returns a function that ends it, called with null if the client disconnected. */
export type RequestTracer = (request: RequestHead) => (record: RequestRecord | null) => void;

/** The client of all requests with the same head on one connection. */
export interface Client extends Omit<Caller, 'requestId' | 'notes' | 'faults'> {
  /** Whether the client is on this machine. Such clients have no rate limit. */
  readonly isLocal: boolean;
}

/** The client of a request, whether it has exceeded its rate limit, and what answers it. */
export interface Requester {
  readonly caller: Caller;
  readonly isTooMuch: boolean;
  readonly backend: Backend;
  /** Null if the request is not recorded. */
  readonly recording: Recording | null;
  /** Null if no fault can apply to the request. */
  readonly faults: RequestFaults | null;
}

export interface RequestPipelineOptions {
  readonly backends: BackendSlot;
  readonly trustedProxies: ProxyList;
  readonly assertion: AssertionOptions;
  /** Whether a client at this address may send another request now. */
  readonly isWithinRate: (address: string) => boolean;
  readonly onRequest: (record: RequestRecord) => void;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
  /** Null if traces are off. */
  readonly trace: RequestTracer | null;
}

export class RequestPipeline {
  readonly #options: RequestPipelineOptions;
  readonly #requestIds: RequestIds;

  constructor(options: RequestPipelineOptions) {
    this.#options = options;
    this.#requestIds = new RequestIds(options.trustedProxies);
  }

  clientOf(request: RequestHead): Client {
    const { assertion, trustedProxies } = this.#options;
    const address = clientAddress(request, trustedProxies);
    return {
      address,
      isLocal: isLoopbackAddress(address),
      userAgent: request.headers['user-agent'] ?? null,
      assertedUserName: assertedUserName(request, assertion, trustedProxies),
    };
  }

  /**
   * Serves a request and reports its result. Errors are reported, not thrown.
   *
   * @param client null if it is not known yet.
   * @param perform answers the request. It returns null if the client has disconnected.
   * @returns false if the request failed and got no answer.
   */
  async serve(
    request: RequestHead,
    route: Route,
    client: Client | null,
    perform: (requester: Requester) => Promise<Done | null>,
  ): Promise<boolean> {
    const { backends, trace, isWithinRate, onRequest, onUnexpectedError } = this.#options;
    const startedAtMs = performance.now();
    const use = backends.use();
    const { backend } = use;
    let requestId = '';
    let endTrace: ReturnType<RequestTracer> | undefined;
    let recording: Recording | null = null;
    let isServed = false;
    // Taken before Fastify removes the prefix of the tenant.
    const path = pathOf(request.url ?? '');
    try {
      endTrace = trace?.(request);
      requestId = this.#requestIds.of(request);
      const { isLocal, address, userAgent, assertedUserName } = client ?? this.clientOf(request);
      const { recorder, faultInjector } = backend;
      if (recorder !== null) {
        const protocol = protocolOf(route);
        recording = recorder.open({
          head: request,
          startedAtMs,
          requestId,
          protocol,
          path,
          address,
          userAgent,
        });
      }
      let notes = recording?.notes ?? null;
      let faults: RequestFaults | null = null;
      if (faultInjector !== null) {
        const { socket } = request;
        faults = faultInjector.open({ protocol: protocolOf(route), socket, notes });
        notes = faults?.notes ?? notes;
      }
      const caller = { address, userAgent, assertedUserName, requestId, notes, faults };
      const isTooMuch = !isLocal && !isWithinRate(address);
      const done = await perform({ caller, isTooMuch, recording, faults, backend });
      isServed = true;
      const record = done && {
        requestId,
        protocol: protocolOf(route),
        method: request.method ?? '',
        path,
        address,
        status: done.status,
        operation: done.operation,
        outcome: done.outcome,
        durationMs: performance.now() - startedAtMs,
      };
      if (record) onRequest(record);
      endTrace?.(record);
    } catch (error) {
      endTrace?.(null);
      onUnexpectedError(error, requestId);
    } finally {
      use.end();
    }
    recording?.end();
    return isServed;
  }
}

function protocolOf(route: Route): Protocol {
  if (route.kind === 'health') return 'health';
  if (route.kind === 'operation') return 'rest';
  if (route.kind !== 'web') return 'soap';
  if (/^\/password(?:[/?]|$)/i.test(route.target)) return 'page';
  if (/^\/login(?:[/?]|$)/i.test(route.target)) return 'login';
  return /^\/api(?:[/?]|$)/i.test(route.target) ? 'rest' : 'oauth2';
}

/**
 * The request ids that a trusted proxy may set. Other characters could mislead readers of the
 * log.
 */
const GIVEN = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;
const PREFIX_BYTES = 6;

/** Makes request ids. The log, the audit trail, traces and answers refer to a request by its id. */
class RequestIds {
  readonly #trustedProxies: ProxyList;
  /** Random for each process, so that ids of two processes differ. */
  readonly #prefix = `${randomBytes(PREFIX_BYTES).toString('hex')}-`;
  #given = 0;

  constructor(trustedProxies: ProxyList) {
    this.#trustedProxies = trustedProxies;
  }

  /** Returns the `X-Request-Id` of a trusted proxy, or a new id. */
  of({ headers, socket }: RequestHead): string {
    const given = headers['x-request-id'];
    if (typeof given === 'string' && GIVEN.test(given)) {
      if (this.#trustedProxies.includes(socket.remoteAddress ?? '')) return given;
    }
    this.#given += 1;
    return this.#prefix + this.#given.toString(36);
  }
}
