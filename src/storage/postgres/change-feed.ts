/**
 * What other nodes change in a PostgreSQL database, told by its notices on a connection that does
 * nothing else.
 *
 * A notice usually comes within milliseconds. A connection may be dead without showing it, so that
 * a question is asked on it all the time: its answer comes after all notices of what was committed
 * before. What was kept may be used for a second after the last question that was answered.
 *
 * @see https://www.postgresql.org/docs/current/sql-listen.html
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Change, ChangeFeed, KeptKind } from '../../domain/change-feed.ts';
import { CHANNEL } from './change-notices.ts';

/** How long after a question that was answered its answer counts. */
const CURRENT_MS = 1_000;
const ASK_EVERY_MS = 250;
const CONNECT_MS_MAX = 1_500;
const END_MS_MAX = 500;
/** Between two attempts to connect. */
const RETRY_MS = 250;

const KINDS: ReadonlySet<string> = new Set<KeptKind>([
  'tickets',
  'associates',
  'rights',
  'applications',
  'tenants',
  'revokedTokens',
  'keys',
]);

export class PostgresChangeFeed implements ChangeFeed {
  readonly #url: string;
  readonly #listeners: ((change: Change | null) => void)[] = [];
  readonly #closing = new AbortController();
  #client: pg.Client | null = null;
  /** When the last question was asked that was answered. */
  #knownAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> = Promise.resolve();

  private constructor(url: string) {
    this.#url = url;
  }

  /** Listens from now on, or as soon as the database can be reached. */
  static async open(url: string): Promise<PostgresChangeFeed> {
    const feed = new PostgresChangeFeed(url);
    await feed.#connect().catch(() => feed.#disconnect());
    feed.#running = feed.#run();
    return feed;
  }

  isCurrent(): boolean {
    return performance.now() - this.#knownAt < CURRENT_MS;
  }

  subscribe(listener: (change: Change | null) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves when all is known that was committed before. @throws Error when nobody answers. */
  async catchUp(): Promise<void> {
    const client = this.#client;
    if (client === null) throw new Error('The database cannot be reached.');
    const askedAt = performance.now();
    await client.query('select 1');
    if (client === this.#client) this.#knownAt = askedAt;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#disconnect();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        if (this.#client === null) await this.#connect();
        else await this.catchUp();
        await delay(ASK_EVERY_MS, undefined, { signal, ref: false });
      } catch {
        await this.#disconnect();
        await delay(RETRY_MS, undefined, { signal, ref: false }).catch(() => {});
      }
    }
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: CONNECT_MS_MAX,
      query_timeout: CURRENT_MS,
      fallback_application_name: 'ticketoffice changes',
    });
    // The next question fails as well, and then it is seen to.
    client.on('error', () => {});
    client.on('notification', ({ payload = '' }) => this.#tell(changeOf(payload)));
    this.#client = client;
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    // What was told while nobody listened is not told again.
    this.#tell(null);
    await this.catchUp();
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    this.#knownAt = Number.NEGATIVE_INFINITY;
    // One that is dead without showing it never ends.
    const ended = client?.end().catch(() => {});
    await Promise.race([ended, delay(END_MS_MAX, undefined, { ref: false })]);
  }

  #tell(change: Change | null): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Null, for any change, where it is a newer program's notice. */
function changeOf(notice: string): Change | null {
  const colon = notice.indexOf(':');
  const kind = notice.slice(0, colon);
  if (!isKind(kind)) return null;
  return { kind, key: notice.slice(colon + 1) || null };
}

function isKind(text: string): text is KeptKind {
  return KINDS.has(text);
}
