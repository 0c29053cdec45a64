/** One connection on the fast path: a request at a time, from its bytes to those of the answer. */
import type { Socket } from 'node:net';
import type { RequestHead } from '../../web/request-head.ts';
import type { WireAnswer } from '../wire-answer.ts';
import { PlainRequestReader } from './plain-request.ts';
import { httpDate, printHead } from './response-head.ts';

/** A request on the fast path, and the way to answer it. */
export interface FastRequest<T> {
  readonly head: RequestHead;
  /** What `accept` made of the head. */
  readonly accepted: T;
  readonly body: Buffer;
  /** Answers it, once; null cuts off the client. */
  readonly send: (answer: WireAnswer | null) => void;
}

export interface FastPathOptions<T> {
  /** What serving needs of a head; null for what is not served here and handed over. */
  readonly accept: (head: RequestHead) => T | null;
  readonly serve: (request: FastRequest<T>) => void;
  /** Takes a connection with everything that was not served yet. */
  readonly handOver: (socket: Socket) => void;
  /** How long a client may take for its first request. */
  readonly firstRequestMs: number;
  /** From an answer to the next request. */
  readonly keepAliveMs: number;
  readonly now: () => number;
}

export interface ConnectionContext {
  /** Whether the server takes no further requests. */
  readonly isLast: () => boolean;
  /** Called once, when the connection was closed or handed over. */
  readonly onGone: () => void;
}

export class FastConnection<T> {
  readonly #socket: Socket;
  readonly #options: FastPathOptions<T>;
  readonly #context: ConnectionContext;
  readonly #reader: PlainRequestReader;
  /** What the field `Connection` says, and the one that follows it. */
  readonly #kept: string;
  /** What was made of the last head. */
  #last: { readonly head: RequestHead; readonly accepted: T } | null = null;
  #isBusy = false;
  /** The client sends no more. */
  #isEnded = false;
  /** Bytes that arrived during a request: one piece at most, and then the socket is paused. */
  #ahead: Buffer | null = null;

  constructor(socket: Socket, options: FastPathOptions<T>, context: ConnectionContext) {
    this.#socket = socket;
    this.#options = options;
    this.#context = context;
    this.#reader = new PlainRequestReader(socket);
    this.#kept = `keep-alive\r\nKeep-Alive: timeout=${Math.floor(options.keepAliveMs / 1000)}`;
    socket.on('close', context.onGone).on('error', ignore).on('timeout', this.#onTimeout);
    socket.on('end', this.#onEnd).on('data', this.#onData).setTimeout(options.firstRequestMs);
  }

  endIfIdle(): void {
    if (!this.#isBusy) this.#end();
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#isBusy) {
      this.#socket.pause();
      this.#ahead = bytes;
      return;
    }
    const request = this.#reader.read(bytes);
    const accepted = request && this.#accept(request.head);
    if (!request || accepted === null) {
      this.#handOver(bytes);
      return;
    }
    this.#isBusy = true;
    this.#options.serve({ ...request, accepted, send: this.#send });
  };

  #accept(head: RequestHead): T | null {
    if (this.#last?.head === head) return this.#last.accepted;
    const accepted = this.#options.accept(head);
    // From here on it is the time between two requests.
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
    // One who asks ahead, or takes no answers, needs more care than there is here.
    else if (this.#ahead !== null || !isTaken) this.#handOver(this.#ahead);
  };

  /** Answers whether the client keeps up. */
  #write(answer: WireAnswer, isLast: boolean): boolean {
    const { body, encoding } = answer;
    const connection = isLast ? 'close' : this.#kept;
    const date = httpDate(this.#options.now());
    const head = printHead(answer, `Date: ${date}\r\nConnection: ${connection}\r\n`);
    if (typeof body === 'string') return this.#socket.write(head + body, encoding);
    this.#socket.cork();
    this.#socket.write(head, 'latin1');
    const isTaken = this.#socket.write(body);
    this.#socket.uncork();
    return isTaken;
  }

  /** When what was written is out. What the client still sends is for nobody. */
  #end(): void {
    this.#socket.off('data', this.#onData).destroySoon();
  }

  readonly #onEnd = (): void => {
    this.#isEnded = true;
    this.endIfIdle();
  };

  readonly #onTimeout = (): void => {
    // An operation may take its time.
    if (!this.#isBusy) this.#socket.destroy();
  };

  #handOver(unread: Buffer | null): void {
    const socket = this.#socket;
    socket.off('close', this.#context.onGone).off('error', ignore).off('timeout', this.#onTimeout);
    socket.pause().off('end', this.#onEnd).off('data', this.#onData).setTimeout(0);
    this.#context.onGone();
    if (unread !== null) socket.unshift(unread);
    this.#options.handOver(socket);
    socket.resume();
  }
}

/** The end of the connection follows, and is what counts. */
function ignore(): void {}
