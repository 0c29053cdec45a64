/**
 * SOAP messages and calls of operations by REST on the fast path. They go through the same pipeline
 * and routers as those that `node:http` has read, and get the same answers.
 */
import type { Socket } from 'node:net';
import type { ServiceRoute } from '../../soap/soap-route.ts';
import { type Answer, doneBy } from '../../web/answer.ts';
import { BodyError } from '../../web/body.ts';
import type { RequestHead } from '../../web/request-head.ts';
import type { FaultHit } from '../fault-injector.ts';
import { faultyAnswer } from '../faulty-answer.ts';
import type { Client, Requester, RequestPipeline } from '../request-pipeline.ts';
import { type OperationRoute, routeOfRequest } from '../routes.ts';
import { codingsFor, recordedAnswerOf, type WireAnswer, wireAnswerOf } from '../wire-answer.ts';
import type { FastRequest } from './fast-connection.ts';
import { FastPath } from './fast-path.ts';
import { RequestBatch } from './request-batch.ts';

export interface RoutedFastPathOptions {
  readonly pipeline: RequestPipeline;
  /** Returns null if the client has disconnected. */
  readonly answer: (
    head: RequestHead,
    route: ServiceRoute | OperationRoute,
    requester: Requester,
    readBody: (bytesMax: number) => Buffer,
  ) => Promise<Answer | null>;
  /** Answers while the connection fails, and closes it. */
  readonly disturb: (socket: Socket, answer: WireAnswer, hit: FaultHit) => void;
  /** Takes over a connection, with all bytes that were not served yet. */
  readonly handOver: (socket: Socket) => void;
  readonly firstRequestMs: number;
  readonly keepAliveMs: number;
  readonly now: () => number;
}

/** The parts of a request's head that serving it needs. */
interface Accepted {
  readonly route: ServiceRoute | OperationRoute;
  readonly client: Client;
}

export function createRoutedFastPath(options: RoutedFastPathOptions): FastPath<Accepted> {
  const batch = new RequestBatch();
  return new FastPath<Accepted>({
    ...options,
    accept: (head) => accept(options, head),
    serve: (request) => batch.add(() => void serve(options, request)),
  });
}

function accept({ pipeline }: RoutedFastPathOptions, head: RequestHead): Accepted | null {
  const route = routeOfRequest(head);
  if (route.kind !== 'service' && route.kind !== 'operation') return null;
  try {
    return { route, client: pipeline.clientOf(head) };
  } catch {
    // Null hands the connection over. There the request fails again and the failure is reported.
    return null;
  }
}

async function serve(
  { pipeline, answer, disturb }: RoutedFastPathOptions,
  { head, accepted, body, send, giveUp }: FastRequest<Accepted>,
): Promise<void> {
  const { route, client } = accepted;
  const served = await pipeline.serve(head, route, client, async (requester) => {
    const readBody = (bytesMax: number) => {
      if (body === null) throw new BodyError('aborted');
      if (body.length > bytesMax) throw new BodyError('too-large');
      return body;
    };
    const given = await answer(head, route, requester, readBody);
    if (given === null) {
      send(null);
      return null;
    }
    const hit = requester.faults?.hit;
    const answered = hit ? faultyAnswer(given, hit) : given;
    const { requestId } = requester.caller;
    const wireAnswer = wireAnswerOf(answered, requestId, codingsFor(route, head));
    const ready = wireAnswer instanceof Promise ? await wireAnswer : wireAnswer;
    requester.recording?.takeAnswer(recordedAnswerOf(answered, ready));
    if (hit?.connection) disturb(giveUp(), ready, hit);
    else send(ready);
    return doneBy(answered);
  });
  if (!served) send(null);
}
