/** The health checks for supervisors and load balancers. Public. */
import { type Answer, answerText } from '../web/answer.ts';
import type { HealthProbe } from './routes.ts';

/** The time limit for the database's answer. */
const READY_WITHIN_MS = 1_000;
/** How long an answer is cached. */
const ANSWER_CACHED_MS = 500;

export async function answerHealth(
  method: string,
  probe: HealthProbe,
  isReady: () => Promise<boolean>,
): Promise<Answer> {
  const operation = `health.${probe}`;
  if (method !== 'GET' && method !== 'HEAD') {
    const message = `The method ${method} is not allowed here; expected GET or HEAD.`;
    const headers = { Allow: 'GET, HEAD' };
    return { ...answerText(405, message), headers, operation, outcome: 'method-not-allowed' };
  }
  const well = probe === 'live' || (await isReady());
  const outcome = well ? probe : `not-${probe}`;
  return { ...answerText(well ? 200 : 503, outcome), operation, outcome };
}

/** Whether the database works. Concurrent callers share one check. */
export class Readiness {
  readonly #ping: () => Promise<void>;
  #answer: Promise<boolean> | null = null;

  /** @param ping rejects if the database does not work. */
  constructor(ping: () => Promise<void>) {
    this.#ping = ping;
  }

  ask(): Promise<boolean> {
    this.#answer ??= this.#askNow();
    return this.#answer;
  }

  /**
   * Call this after a failure of the database. Drops a cached positive answer, so that the next
   * call checks again.
   */
  recheck(): void {
    const answer = this.#answer;
    void answer?.then((isReady) => isReady && this.#forget(answer));
  }

  #askNow(): Promise<boolean> {
    const answer = answersInTime(this.#ping);
    void answer.then(() => setTimeout(() => this.#forget(answer), ANSWER_CACHED_MS).unref());
    return answer;
  }

  #forget(answer: Promise<boolean>): void {
    if (this.#answer === answer) this.#answer = null;
  }
}

async function answersInTime(ping: () => Promise<void>): Promise<boolean> {
  const tooLate = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => tooLate.resolve(false), READY_WITHIN_MS);
  const answered = ping().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, tooLate.promise]).finally(() => clearTimeout(timer));
}
