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

/**
 * Asks whether the database answers in time, once for all who ask at the same time.
 *
 * @param ping rejects when it cannot answer.
 */
export function readinessOf(ping: () => Promise<void>): () => Promise<boolean> {
  let asked: Promise<boolean> | null = null;
  return () => {
    asked ??= answersInTime(ping).finally(() => {
      setTimeout(() => {
        asked = null;
      }, ANSWER_KEPT_MS).unref();
    });
    return asked;
  };
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
