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

export class OpenRecording implements Recording {
  readonly notes = emptyRequestNotes();
  readonly #request: RecordedRequest;
  readonly #atMs: number;
  readonly #startedAtMs = performance.now();
  readonly #onAnswer: (recorded: Recorded) => void;
  #body: Uint8Array | null = null;
  #bodyBytes = 0;
  #isTaken = false;

  /** @param onAnswer called once, with the request as it is when it is answered. */
  constructor(request: RecordedRequest, atMs: number, onAnswer: (recorded: Recorded) => void) {
    this.#request = request;
    this.#atMs = atMs;
    this.#onAnswer = onAnswer;
  }

  takeBody(body: Uint8Array): void {
    this.#bodyBytes = body.length;
    if (body.length <= shownBytesMax) this.#body = body;
  }

  takeAnswer(answer: RecordedAnswer): void {
    this.#take(answer);
  }

  end(): void {
    this.#take(null);
  }

  #take(answer: RecordedAnswer | null): void {
    if (this.#isTaken) return;
    this.#isTaken = true;
    this.#onAnswer({
      request: this.#request,
      atMs: this.#atMs,
      durationMs: performance.now() - this.#startedAtMs,
      notes: this.notes,
      body: this.#body,
      bodyBytes: this.#bodyBytes,
      answer,
    });
    this.#body = null;
  }
}
