/** Shows the progress of long work in one line of a terminal. Prints nothing elsewhere. */
import type { Terminal } from './terminal.ts';

const SHOWN_EVERY_MS = 1_000;
const CLEAR_LINE = '\r\u001b[K';

/** @param done from 0 to 1; not finite when the total is unknown. */
export type ReportProgress = (done: number, detail?: string) => void;

/**
 * Does the work, and clears the line when it has ended or failed.
 *
 * @param verb what happens to the counted things, such as `written`.
 * @param now a monotonic clock in milliseconds.
 */
export async function showProgress<T>(
  { stderr }: Terminal,
  verb: string,
  work: (report: ReportProgress) => Promise<T>,
  now = () => performance.now(),
): Promise<T> {
  if (!stderr.isTTY) return work(() => {});
  let [shownAtMs, shown] = [now(), false];
  const report: ReportProgress = (done, detail) => {
    if (now() - shownAtMs < SHOWN_EVERY_MS) return;
    [shownAtMs, shown] = [now(), true];
    const percent = Number.isFinite(done) ? [`${Math.floor(done * 100)} % ${verb}`] : [];
    stderr.write(CLEAR_LINE + [...percent, ...(detail === undefined ? [] : [detail])].join(', '));
  };
  try {
    return await work(report);
  } finally {
    if (shown) stderr.write(CLEAR_LINE);
  }
}
