/** One connection on the fast path. It serves one request at a time. */
import type { Socket } from 'node:net';
import type { RequestHead } from '../../web/request-head.ts';
import type { WireAnswer } from '../wire-answer.ts';
import { type PlainRequest, PlainRequestReader } from './plain-request.ts';
import { httpDate, printHead } from './response-head.ts';

/** A request on the fast path, with a function to answer it. */
export interface FastRequest<T> {
  readonly head: RequestHead;
  /** The value that `accept` returned for the head. */
  readonly accepted: T;
  /** Null if the client has disconnected before it had sent all of it. */
  readonly body: Buffer | null;
  /** Sends the answer. Call it once. Null closes the connection without an answer. */
  readonly send: (answer: WireAnswer | null) => void;
  /** Gives the socket up. Call it in place of `send`, answer by the socket, and close it. */
  readonly giveUp: () => Socket;
}

export interface FastPathOptions<T> {
  /** Returns what serving needs from a head. Null hands the connection over. */
  readonly accept: (head: RequestHead) => T | null;
  readonly serve: (request: FastRequest<T>) => void;
  /** Takes over a connection, with all bytes that were not served yet. */
  readonly handOver: (socket: Socket) => void;
  /** The time limit for the first request. */
  readonly firstRequestMs: number;
  /** The time limit from an answer to the next request. */
  readonly keepAliveMs: number;
  readonly now: () => number;
}

export interface ConnectionContext {
  /** Whether the server accepts no further requests. */
  readonly isLast: () => boolean;
  /** Called once when the connection was closed or handed over. */
  readonly onGone: () => void;
}

/** How long the rest of a body may take before `node:http` waits for it, with its own limits. */
const REST_MS = 1_000;

/** A request whose body has not arrived whole. */
interface Begun<T> {
  readonly request: PlainRequest;
  readonly accepted: T;
  /** All bytes that have arrived. */
  readonly bytes: Buffer;
}

export class FastConnection<T> {
  readonly #socket: Socket;
  readonly #options: FastPathOptions<T>;
  readonly #context: ConnectionContext;
  readonly #reader: PlainRequestReader;
  /** The value of the field `Connection`, and the field `Keep-Alive`. */
  readonly #keepAlive: string;
  /** The last head and its accepted value. */
  #last: { readonly head: RequestHead; readonly accepted: T } | null = null;
  #isBusy = false;
  /** The request whose rest comes next. Null if there is none. */
  #begun: Begun<T> | null = null;
  /** Whether the client has closed its side. */
  #isEnded = false;
  /** Bytes that arrived during a request. At most one chunk, because the socket is then paused. */
  #ahead: Buffer | null = null;

  constructor(socket: Socket, options: FastPathOptions<T>, context: ConnectionContext) {
    this.#socket = socket;
    this.#options = options;
    this.#context = context;
    this.#reader = new PlainRequestReader(socket);
    this.#keepAlive = `keep-alive\r\nKeep-Alive: timeout=${Math.floor(options.keepAliveMs / 1000)}`;
    socket.on('close', this.#onClose).on('error', ignore).on('timeout', this.#onTimeout);
    socket.on('end', this.#onEnd).on('data', this.#onData).setTimeout(options.firstRequestMs);
  }

  endIfIdle(): void {
    if (!this.#isBusy && this.#begun === null) this.#end();
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#isBusy) {
      this.#socket.pause();
      this.#ahead = bytes;
      return;
    }
    if (this.#begun !== null) {
      this.#finish(this.#begun, bytes);
      return;
    }
    const request = this.#reader.read(bytes);
    const accepted = request && this.#accept(request.head);
    if (!request || accepted === null) this.#handOver(bytes);
    else if (request.missingBytes === 0) this.#serve(request.head, accepted, request.body);
    else {
      this.#begun = { request, accepted, bytes };
      this.#socket.setTimeout(REST_MS);
    }
  };

  /** The rest must come in one chunk, so that a client cannot send it byte by byte. */
  #finish({ request, accepted, bytes }: Begun<T>, rest: Buffer): void {
    this.#begun = null;
    if (rest.length !== request.missingBytes) {
      this.#handOver(Buffer.concat([bytes, rest]));
      return;
    }
    const { head, body } = request;
    this.#socket.setTimeout(this.#options.keepAliveMs);
    this.#serve(head, accepted, body.length === 0 ? rest : Buffer.concat([body, rest]));
  }

  #serve(head: RequestHead, accepted: T, body: Buffer | null): void {
    this.#isBusy = true;
    this.#options.serve({ head, accepted, body, send: this.#send, giveUp: this.#giveUp });
  }

  #accept(head: RequestHead): T | null {
    if (this.#last?.head === head) return this.#last.accepted;
    const accepted = this.#options.accept(head);
    // From the first request on, the keep-alive time limit applies.
    if (this.#last === null) this.#socket.setTimeout(this.#options.keepAliveMs);
    this.#last = accepted && { head, accepted };
    return accepted;
  }

  readonly #send = (answer: WireAnswer | null): void => {
    const socket = this.#socket;
    if (answer === null || socket.destroyed) {
      socket.destroy();
      return;
    }
    this.#isBusy = false;
    const isLast = this.#isEnded || this.#context.isLast();
    const isTaken = this.#write(answer, isLast);
    if (isLast) this.#end();
    // `node:http` handles clients that pipeline requests or read their answers too slowly.
    else if (this.#ahead !== null || !isTaken) this.#handOver(this.#ahead);
  };

  /** The connection stays busy, and is gone when the socket closes. Further input is ignored. */
  readonly #giveUp = (): Socket => this.#socket.off('data', this.#onData).resume();

  /** Returns false if the socket's buffer is full. */
  #write(answer: WireAnswer, isLast: boolean): boolean {
    const { body, encoding } = answer;
    const connection = isLast ? 'close' : this.#keepAlive;
    const date = httpDate(this.#options.now());
    const head = printHead(answer, `Date: ${date}\r\nConnection: ${connection}\r\n`);
    if (typeof body === 'string') return this.#socket.write(head + body, encoding);
    this.#socket.cork();
    this.#socket.write(head, 'latin1');
    const isTaken = this.#socket.write(body);
    this.#socket.uncork();
    return isTaken;
  }

  /** Closes after all output was sent. Ignores further input. */
  #end(): void {
    this.#socket.off('data', this.#onData).destroySoon();
  }

  readonly #onEnd = (): void => {
    this.#isEnded = true;
    this.#abandon();
    this.endIfIdle();
  };

  readonly #onClose = (): void => {
    this.#context.onGone();
    this.#abandon();
  };

  /** Reports a request whose rest will never come. */
  #abandon(): void {
    if (this.#begun === null) return;
    const { request, accepted } = this.#begun;
    this.#begun = null;
    this.#serve(request.head, accepted, null);
  }

  readonly #onTimeout = (): void => {
    if (this.#begun !== null) this.#handOver(this.#begun.bytes);
    // The time limit does not apply to a running operation.
    else if (!this.#isBusy) this.#socket.destroy();
  };

  #handOver(unread: Buffer | null): void {
    const socket = this.#socket;
    socket.off('close', this.#onClose).off('error', ignore).off('timeout', this.#onTimeout);
    socket.pause().off('end', this.#onEnd).off('data', this.#onData).setTimeout(0);
    this.#context.onGone();
    if (unread !== null) socket.unshift(unread);
    this.#options.handOver(socket);
    socket.resume();
  }
}

/** After an error, the socket also emits `close`, which is handled. */
function ignore(): void {}
