/** Whether the server is well, for whoever restarts it or sends it requests. Open to everybody. */
import { type Answer, answerText } from './pages.ts';
import type { HealthProbe } from './routes.ts';

/** How long the database may take to answer. */
const READY_WITHIN_MS = 1_000;
/** An answer serves for all who ask so soon after. */
const ANSWER_KEPT_MS = 500;

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

/** Whether the database does its work, asked once for all who ask at the same time. */
export class Readiness {
  readonly #ping: () => Promise<void>;
  #answer: Promise<boolean> | null = null;

  /** @param ping rejects when it cannot do its work. */
  constructor(ping: () => Promise<void>) {
    this.#ping = ping;
  }

  ask(): Promise<boolean> {
    this.#answer ??= this.#askNow();
    return this.#answer;
  }

  /** Something has failed in the database: the next question asks it anew, if it was ready. */
  doubt(): void {
    const doubted = this.#answer;
    void doubted?.then((isReady) => isReady && this.#forget(doubted));
  }

  #askNow(): Promise<boolean> {
    const answer = answersInTime(this.#ping);
    void answer.then(() => setTimeout(() => this.#forget(answer), ANSWER_KEPT_MS).unref());
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
