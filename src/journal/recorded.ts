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
  /** Null if it was not read. */
  readonly body: Uint8Array | null;
  /** Null if there was none. */
  readonly answer: RecordedAnswer | null;
}

export class OpenRecording implements Recording {
  readonly notes = emptyRequestNotes();
  readonly #request: RecordedRequest;
  readonly #atMs: number;
  readonly #startedAtMs = performance.now();
  readonly #onAnswer: (recorded: Recorded) => void;
  #body: Uint8Array | null = null;
  #isTaken = false;

  /** @param onAnswer called once, with the request as it is when it is answered. */
  constructor(request: RecordedRequest, atMs: number, onAnswer: (recorded: Recorded) => void) {
    this.#request = request;
    this.#atMs = atMs;
    this.#onAnswer = onAnswer;
  }

  takeBody(body: Uint8Array): void {
    this.#body = body;
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
      answer,
    });
    this.#body = null;
  }
}
