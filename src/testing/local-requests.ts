/** The requests to a test server in this process, as a test sees them. */
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-entry.ts';
import type { TestServerRequests } from './test-server.ts';

const NAMED_MAX = 20;

/** @param closed aborted when the server closes, which ends waits. */
export function localRequests(journal: Journal, closed: AbortSignal): TestServerRequests {
  return {
    list: (filter) => journal.list(filter),
    count: (filter) => journal.count(filter),
    waitFor: (filter, { signal, ...options } = {}) => {
      const either = signal ? AbortSignal.any([closed, signal]) : closed;
      return journal.waitFor(filter, { ...options, signal: either });
    },
    clear: () => journal.clear(),
  };
}

/** @throws Error with a line for each refused request, if there are any. */
export async function requireNoRefusals(journal: Journal): Promise<void> {
  const refused = await journal.list({ outcome: 'refused' });
  if (refused.length === 0) return;
  const lines = refused.slice(0, NAMED_MAX).map(describe);
  const more = refused.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  const count = refused.length === 1 ? 'a request' : `${refused.length} requests`;
  throw new Error(`The test server has refused ${count}:\n${lines.join('\n')}`);
}

function describe({ number, operation, method, path, refusal }: JournalEntry): string {
  const { reason = 'refused', text = '', nearest = null } = refusal ?? {};
  const hint = nearest === null ? '' : ` Nearest valid form: ${nearest}`;
  return `${number} ${operation ?? `${method} ${path}`}: ${reason}. ${text}${hint}`;
}
