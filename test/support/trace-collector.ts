/** A collector of OTLP traces over HTTP, in both encodings. It keeps the received bytes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';

export interface CollectedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status: { readonly code?: number };
}

interface TraceMessage {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: CollectedSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

export class TraceCollector {
  readonly url: string;
  readonly bodies: Buffer[] = [];

  private constructor(url: string) {
    this.url = url;
  }

  static async start(context: TestContext): Promise<TraceCollector> {
    const server = createServer(async (request, response) => {
      const body = await buffer(request);
      const isZipped = request.headers['content-encoding'] === 'gzip';
      collector.bodies.push(isZipped ? gunzipSync(body) : body);
      response.writeHead(request.url === '/v1/traces' ? 200 : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const collector = new TraceCollector(`http://127.0.0.1:${port}`);
    context.after(() => {
      server.closeAllConnections();
      server.close();
    });
    return collector;
  }

  /** The messages that were sent in JSON. */
  messages(): readonly TraceMessage[] {
    return this.bodies.map((body) => JSON.parse(body.toString('utf8')) as TraceMessage);
  }

  spans(): readonly CollectedSpan[] {
    return this.messages().flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }
}

export function attributesOf({ attributes }: Pick<CollectedSpan, 'attributes'>) {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
