/** The record of one request while it is served. */
import { performance } from 'node:perf_hooks';
import { emptyRequestNotes, type RequestNotes } from '../domain/request-notes.ts';
import type { RecordedAnswer, RecordedRequest, Recording } from '../web/recording.ts';

/** A request that has ended, with everything that an entry is made of. */
export interface Recorded {
  readonly request: RecordedRequest;
  readonly atMs: number;
  readonly durationMs: number;
  readonly notes: RequestNotes;
  /** Null if it was not read, or is too large to be shown. */
  readonly body: Uint8Array | null;
  /** The length of the body that was read. */
  readonly bodyBytes: number;
  /** Null if there was none. */
  readonly answer: RecordedAnswer | null;
}

/** Longer bodies are not kept and not shown. */
export const shownBytesMax = 65_536;

/** It is the recorded request itself, because one more object for each request costs time. */
export class OpenRecording implements Recording, Recorded {
  readonly request: RecordedRequest;
  readonly atMs: number;
  readonly notes = emptyRequestNotes();
  /** The state of the journal in which the request began. */
  readonly era: object;
  body: Uint8Array | null = null;
  bodyBytes = 0;
  answer: RecordedAnswer | null = null;
  durationMs = 0;
  readonly #onEnd: (recorded: OpenRecording) => void;
  #isEnded = false;

  /** @param onEnd called once, with the request as it is when it is answered. */
  constructor(
    request: RecordedRequest,
    atMs: number,
    era: object,
    onEnd: (recorded: OpenRecording) => void,
  ) {
    this.request = request;
    this.atMs = atMs;
    this.era = era;
    this.#onEnd = onEnd;
  }

  takeBody(body: Uint8Array): void {
    this.bodyBytes = body.length;
    if (body.length <= shownBytesMax) this.body = body;
  }

  takeAnswer(answer: RecordedAnswer): void {
    this.#end(answer);
  }

  end(): void {
    this.#end(null);
  }

  #end(answer: RecordedAnswer | null): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.answer = answer;
    this.durationMs = performance.now() - this.request.startedAtMs;
    this.#onEnd(this);
  }
}
