/**
 * Reads from the standard environment variables whether and how to send traces. The SDK reads the
 * others (endpoint, headers, sampler, batches, resource).
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */

type Environment = Readonly<Record<string, string | undefined>>;

export type TraceProtocol = 'http/protobuf' | 'http/json';

/** Returns null if traces are off. @throws Error for a protocol that is not supported. */
export function traceProtocolOf(environment: Environment): TraceProtocol | null {
  const read = (name: string) => environment[name]?.trim() || undefined;
  if (read('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return null;
  const endpoint =
    read('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? read('OTEL_EXPORTER_OTLP_ENDPOINT');
  const exporter = read('OTEL_TRACES_EXPORTER') ?? (endpoint === undefined ? 'none' : 'otlp');
  if (exporter === 'none') return null;
  if (exporter !== 'otlp') {
    throw new Error(`OTEL_TRACES_EXPORTER is ${exporter}; this server has otlp and none.`);
  }
  const protocol =
    read('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ??
    read('OTEL_EXPORTER_OTLP_PROTOCOL') ??
    'http/protobuf';
  if (protocol === 'http/protobuf' || protocol === 'http/json') return protocol;
  throw new Error(
    `OTEL_EXPORTER_OTLP_PROTOCOL is ${protocol}; this server has http/protobuf and http/json.`,
  );
}
