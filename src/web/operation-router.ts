/**
 * How the HTTP server passes calls of operations to REST. They need nothing of the web application,
 * whose hooks and streams cost more than the call.
 */
import type { Caller } from '../contract/service.ts';
import type { Answer } from './answer.ts';
import type { RequestHead } from './request-head.ts';

export interface OperationRequest {
  readonly head: RequestHead;
  /** Such as `/api/v1/Agents/User/GetAccessToken`, in any case. */
  readonly path: string;
  /** Online, the context identifier as written in the path. Empty if there is none. */
  readonly firstSegment: string;
  readonly caller: Caller;
  /** Whether the client has exceeded its rate limit, so that the request must be refused. */
  readonly isTooMuch: boolean;
  /**
   * Reads the body. Called only if the body is needed.
   *
   * @throws BodyError if the body exceeds the limit or cannot be read.
   */
  readonly readBody: (bytesMax: number) => Promise<Buffer> | Buffer;
}

export interface OperationRouter {
  /** Returns null if the client has disconnected. */
  answer(request: OperationRequest): Promise<Answer | null>;
}
