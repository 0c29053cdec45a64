/** The journal of a test server elsewhere. */
import type { JournalEntry, JournalFilter, WaitOptions } from '../../journal/journal-entry.ts';
import type { TestServerRequests } from '../test-server.ts';
import type { ControlClient } from './control-client.ts';

export class RemoteRequests implements TestServerRequests {
  readonly #client: ControlClient;

  constructor(client: ControlClient) {
    this.#client = client;
  }

  list(filter: JournalFilter = {}): Promise<readonly JournalEntry[]> {
    return this.#client.call('GET', 'requests', { query: queryOf(filter) });
  }

  async count(filter: JournalFilter = {}): Promise<number> {
    type Answer = { readonly count: number };
    const body = queryOf(filter);
    return (await this.#client.call<Answer>('POST', 'requests/count', { body })).count;
  }

  waitFor(
    filter: JournalFilter,
    { count, timeoutMs, signal }: WaitOptions = {},
  ): Promise<readonly JournalEntry[]> {
    const query = {
      ...queryOf(filter),
      ...(count !== undefined && { count: String(count) }),
      ...(timeoutMs !== undefined && { timeout: String(timeoutMs / 1000) }),
    };
    return this.#client.call('GET', 'requests/wait', { query, signal });
  }

  clear(): Promise<void> {
    return this.#client.call('DELETE', 'requests');
  }
}

/** The conditions by the names that the API gives them. */
function queryOf({ sinceMs, ...others }: JournalFilter): Readonly<Record<string, string>> {
  const since = sinceMs === undefined ? {} : { since: new Date(sinceMs).toISOString() };
  const texts = Object.entries(others).filter(([, value]) => value !== undefined);
  return { ...since, ...Object.fromEntries(texts.map(([name, value]) => [name, String(value)])) };
}
