/**
 * What is done around each request, whatever it asks for: who makes it, whether it is one too many,
 * and what is told of it afterwards.
 */
import { randomBytes } from 'node:crypto';
import type { Caller } from '../contract/service.ts';
import type { RequestHead } from '../web/request-head.ts';
import { clientAddress, isLoopbackAddress, type ProxyList } from './addresses.ts';
import { type AssertionOptions, assertedUserName } from './asserted-user.ts';
import { pathOf, type Route } from './routes.ts';

export type Protocol = 'soap' | 'rest' | 'oauth2' | 'health';

/** What is told of each request, for the log, metrics and traces. */
export interface RequestRecord {
  readonly requestId: string;
  readonly protocol: Protocol;
  readonly method: string;
  /** As it was understood, without the query. */
  readonly path: string;
  readonly status: number;
  readonly address: string;
  readonly operation: string | null;
  readonly outcome: string;
  readonly durationMs: number;
}

/** What is told of a request that was answered. */
export type Done = Pick<RequestRecord, 'status' | 'operation' | 'outcome'>;

/** Begins to trace a request, and answers what ends it, with null for a client that went away. */
export type RequestTracer = (request: RequestHead) => (record: RequestRecord | null) => void;

/** Who makes requests: all that have the same head on one connection. */
export interface Client extends Omit<Caller, 'requestId'> {
  /** Whoever is on this machine needs no requests to make it busy. */
  readonly isLocal: boolean;
}

/** A request with who makes it. */
export interface Asked {
  readonly caller: Caller;
  readonly isTooMuch: boolean;
}

export interface RequestPipelineOptions {
  readonly trustedProxies: ProxyList;
  readonly assertion: AssertionOptions;
  /** Whether one more request of a client at this address may be served. */
  readonly mayAsk: (address: string) => boolean;
  readonly onRequest: (record: RequestRecord) => void;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
  /** Null where nobody wants traces. */
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
   * @param client where it is known already.
   * @param perform answers the request, with null when the client is gone.
   * @returns whether it was answered, or the client gone. What goes wrong is told.
   */
  async serve(
    request: RequestHead,
    route: Route,
    client: Client | null,
    perform: (asked: Asked) => Promise<Done | null>,
  ): Promise<boolean> {
    const { trace, mayAsk, onRequest, onUnexpectedError } = this.#options;
    const startedAt = performance.now();
    let requestId = '';
    let endTrace: ReturnType<RequestTracer> | undefined;
    let isServed = false;
    // Before Fastify takes off what stands in front for a tenant.
    const path = pathOf(request.url ?? '');
    try {
      endTrace = trace?.(request);
      requestId = this.#requestIds.of(request);
      const { isLocal, address, userAgent, assertedUserName } = client ?? this.clientOf(request);
      const caller = { address, userAgent, assertedUserName, requestId };
      const done = await perform({ caller, isTooMuch: !isLocal && !mayAsk(address) });
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
        durationMs: performance.now() - startedAt,
      };
      if (record) onRequest(record);
      endTrace?.(record);
    } catch (error) {
      endTrace?.(null);
      onUnexpectedError(error, requestId);
    }
    return isServed;
  }
}

function protocolOf(route: Route): Protocol {
  if (route.kind === 'health') return 'health';
  if (route.kind !== 'web') return 'soap';
  return /^\/api(?:[/?]|$)/i.test(route.target) ? 'rest' : 'oauth2';
}

/** What a trusted proxy may call a request: nothing that could be meant for a reader of the log. */
const GIVEN = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;
const PREFIX_BYTES = 6;

/** Ids of requests, by which the log, the audit trail, traces and answers name the same one. */
class RequestIds {
  readonly #trustedProxies: ProxyList;
  /** Of this process, so that no two give the same. */
  readonly #prefix = `${randomBytes(PREFIX_BYTES).toString('hex')}-`;
  #given = 0;

  constructor(trustedProxies: ProxyList) {
    this.#trustedProxies = trustedProxies;
  }

  /** What a trusted proxy calls it in `X-Request-Id`, or else a new one. */
  of({ headers, socket }: RequestHead): string {
    const given = headers['x-request-id'];
    if (typeof given === 'string' && GIVEN.test(given)) {
      if (this.#trustedProxies.includes(socket.remoteAddress ?? '')) return given;
    }
    this.#given += 1;
    return this.#prefix + this.#given.toString(36);
  }
}
