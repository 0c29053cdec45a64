/** Applies the fault of a request to REST or OAuth, just before its answer is sent. */
import { type Answer, doneBy, fieldsOf } from '../web/answer.ts';
import type { Recording } from '../web/recording.ts';
import type { FaultHit, RequestFaults } from './fault-injector.ts';
import { faultyAnswer } from './faulty-answer.ts';
import type { Done } from './request-pipeline.ts';
import { recordedAnswerOf, type WireAnswer } from './wire-answer.ts';

export class WebFaults {
  readonly #faults: RequestFaults;
  readonly #recording: Recording | null;
  readonly #disturb: (answer: WireAnswer, hit: FaultHit) => void;
  readonly #done = Promise.withResolvers<Done>();

  /** @param disturb answers while the connection fails, and closes it. */
  constructor(
    faults: RequestFaults,
    recording: Recording | null,
    disturb: (answer: WireAnswer, hit: FaultHit) => void,
  ) {
    this.#faults = faults;
    this.#recording = recording;
    this.#disturb = disturb;
  }

  /** Resolves with the result of the request once the connection fails. */
  get disturbed(): Promise<Done> {
    return this.#done.promise;
  }

  /** Returns null if the answer is sent while the connection fails. */
  readonly change = (answer: Answer): Answer | null => {
    const { hit } = this.#faults;
    if (hit === null) return answer;
    const changed = faultyAnswer(answer, hit);
    if (hit.connection === null) return changed;
    const wireAnswer = wireAnswerOf(changed);
    this.#recording?.takeAnswer(recordedAnswerOf(changed, wireAnswer));
    this.#disturb(wireAnswer, hit);
    this.#done.resolve(doneBy(changed));
    return null;
  };
}

/** Sent with the answer in any case. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set(['date', 'connection']);

/** The answer has all header fields already, but those that depend on the body. */
function wireAnswerOf({ status, contentType, headers = {}, body }: Answer): WireAnswer {
  const content = ['Content-Type', contentType, 'Content-Length', String(Buffer.byteLength(body))];
  const others = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  const fields = [...(body === '' ? [] : content), ...fieldsOf(Object.fromEntries(others))];
  return { status, fields, body, encoding: 'utf8' };
}
