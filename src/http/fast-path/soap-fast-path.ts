/**
 * SOAP messages on the fast path. Each goes through the same pipeline and router as one that
 * `node:http` has read, and gets the same answer.
 */
import type { Socket } from 'node:net';
import type { ServiceRoute } from '../../soap/soap-route.ts';
import { type Answer, doneBy } from '../../web/answer.ts';
import { BodyError } from '../../web/body.ts';
import type { RequestHead } from '../../web/request-head.ts';
import type { Asked, Client, RequestPipeline } from '../request-pipeline.ts';
import { routeOf } from '../routes.ts';
import { wireAnswerOf } from '../wire-answer.ts';
import type { FastRequest } from './fast-connection.ts';
import { FastPath } from './fast-path.ts';
import { RequestBatch } from './request-batch.ts';

export interface SoapFastPathOptions {
  readonly pipeline: RequestPipeline;
  /** Null when the client is gone, which a request that was read whole does not wait for. */
  readonly answer: (
    head: RequestHead,
    route: ServiceRoute,
    asked: Asked,
    readBody: (bytesMax: number) => Buffer,
  ) => Promise<Answer | null>;
  /** Takes a connection with everything that was not served yet. */
  readonly handOver: (socket: Socket) => void;
  readonly firstRequestMs: number;
  readonly keepAliveMs: number;
  readonly now: () => number;
}

/** What serving a request needs of its head. */
interface Accepted {
  readonly route: ServiceRoute;
  readonly client: Client;
}

export function createSoapFastPath(options: SoapFastPathOptions): FastPath<Accepted> {
  const batch = new RequestBatch();
  return new FastPath<Accepted>({
    ...options,
    accept: (head) => accept(options, head),
    serve: (request) => batch.add(() => void serve(options, request)),
  });
}

function accept({ pipeline }: SoapFastPathOptions, head: RequestHead): Accepted | null {
  const route = routeOf(head.url ?? '');
  if (route.kind !== 'service') return null;
  try {
    return { route, client: pipeline.clientOf(head) };
  } catch {
    // The connection is handed over, and the request fails again where the failure is told.
    return null;
  }
}

async function serve(
  { pipeline, answer }: SoapFastPathOptions,
  { head, accepted, body, send }: FastRequest<Accepted>,
): Promise<void> {
  const { route, client } = accepted;
  const served = await pipeline.serve(head, route, client, async (asked) => {
    const readBody = (bytesMax: number) => {
      if (body.length > bytesMax) throw new BodyError('too-large');
      return body;
    };
    const answered = await answer(head, route, asked, readBody);
    if (answered === null) throw new Error('A request that was read whole was not answered.');
    const { requestId } = asked.caller;
    const wireAnswer = wireAnswerOf(answered, requestId, head.headers['accept-encoding']);
    const ready = wireAnswer instanceof Promise ? await wireAnswer : wireAnswer;
    send(ready);
    return doneBy(answered);
  });
  if (!served) send(null);
}
