/** Answers calls of operations by REST that need nothing of the web application. */
import type { Answer } from '../web/answer.ts';
import { BodyError } from '../web/body.ts';
import type { OperationRequest, OperationRouter } from '../web/operation-router.ts';
import { tooManyRequests } from '../web/web-problem.ts';
import { requireJsonAccepted } from './accept.ts';
import {
  type CallContext,
  JSON_TYPE,
  OperationCalls,
  type OperationCallsOptions,
} from './operation-calls.ts';
import { timeZoneOf } from './time-zone.ts';

export interface RestRouterOptions extends OperationCallsOptions {
  /** The default time zone, for clients that name none. */
  readonly timeZoneLocationCode: string;
  /** The limit on a body, before and after decompression. */
  readonly bytesMax: number;
}

export class RestRouter implements OperationRouter {
  readonly #options: RestRouterOptions;
  readonly #calls: OperationCalls;

  constructor(options: RestRouterOptions) {
    this.#options = options;
    this.#calls = new OperationCalls(options);
  }

  async answer(request: OperationRequest): Promise<Answer | null> {
    const { headers } = request.head;
    const { caller, firstSegment } = request;
    const context: CallContext = { caller, firstSegment, operation: null, outcome: '' };
    const timeZone = timeZoneOf(headers['so-timezone'], this.#options.timeZoneLocationCode);
    const fields = timeZone === null ? {} : { 'SO-TimeZone': timeZone };
    try {
      const json = await this.#perform(request, context);
      const status = json === null ? 204 : 200;
      return { ...answerOf(status, json ?? '', context), headers: fields };
    } catch (error) {
      if (error instanceof BodyError && error.problem === 'aborted') return null;
      const told = this.#calls.explain(error, headers, context);
      const answer = answerOf(told.status, JSON.stringify(told.body), context);
      return { ...answer, headers: { ...fields, ...told.headers } };
    }
  }

  async #perform(request: OperationRequest, context: CallContext): Promise<string | null> {
    const { head } = request;
    if (request.isTooMuch) throw tooManyRequests();
    requireJsonAccepted(head.headers.accept);
    const operation = this.#calls.at(request.path);
    const body = await request.readBody(this.#options.bytesMax);
    return this.#calls.perform(operation, head, context, body);
  }
}

function answerOf(status: number, body: string, { operation, outcome }: CallContext): Answer {
  return { status, contentType: JSON_TYPE, body, operation, outcome };
}
