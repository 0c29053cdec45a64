/** OpenTelemetry traces with one span per request. Loaded only if traces are enabled. */
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { defaultTextMapGetter, ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { cutForLog } from './hide-secrets.ts';
import { LOGGED_PATH_CHARACTERS_MAX } from './log.ts';
import type { TraceProtocol } from './trace-settings.ts';

/** An answered request. */
export interface TracedRequest {
  readonly requestId: string;
  readonly protocol: string;
  readonly operation: string | null;
  readonly outcome: string;
  readonly status: number;
  readonly address: string;
  /** Without the query, because a careless client may put a secret there. */
  readonly path: string;
}

/** The part of a request that is known before it is answered. */
export type TracedHead = Pick<IncomingMessage, 'method' | 'headers' | 'httpVersion' | 'socket'>;

export interface Tracing {
  /**
   * Starts a span. Returns a function that ends it, called with null if the client disconnected.
   */
  readonly trace: (request: TracedHead) => (done: TracedRequest | null) => void;
  /** Sends the remaining spans. */
  close(): Promise<void>;
}

export function startTracing(
  protocol: TraceProtocol,
  { name, version }: { readonly name: string; readonly version: string },
): Tracing {
  const exporter = protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter();
  const own = resourceFromAttributes({
    'service.name': name.toLowerCase(),
    'service.version': version,
  });
  const provider = new NodeTracerProvider({
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer(name, version);
  const propagator = new W3CTraceContextPropagator();
  return {
    trace: (request) => {
      const { method = '', headers, httpVersion, socket } = request;
      const parent = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
      const attributes = {
        'http.request.method': method,
        'url.scheme': socket instanceof TLSSocket ? 'https' : 'http',
        'network.protocol.version': httpVersion,
      };
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
      return (done) => {
        if (done === null) span.setAttribute('error.type', 'client-gone');
        else {
          span.updateName(done.operation ?? method).setAttributes(attributesOf(done));
          if (done.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      };
    },
    close: () => provider.shutdown(),
  };
}

/** @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
function attributesOf(done: TracedRequest) {
  return {
    'url.path': cutForLog(done.path, LOGGED_PATH_CHARACTERS_MAX),
    'http.response.status_code': done.status,
    'client.address': done.address,
    'ticketoffice.request_id': done.requestId,
    'ticketoffice.protocol': done.protocol,
    'ticketoffice.operation': done.operation ?? '',
    'ticketoffice.outcome': done.outcome,
    ...(done.status >= 500 && { 'error.type': String(done.status) }),
  };
}
