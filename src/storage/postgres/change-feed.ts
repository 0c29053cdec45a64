/**
 * The change feed on PostgreSQL. It reports changes of other nodes, which it receives by LISTEN on
 * a connection of its own.
 *
 * A notification usually arrives within milliseconds. A connection can be dead without an error, so
 * the feed sends queries on it all the time. The answer to a query arrives after all notifications
 * of earlier commits. The cache may be used for one second after the last answered query was sent.
 *
 * @see https://www.postgresql.org/docs/current/sql-listen.html
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { CachedKind, Change, ChangeFeed } from '../../domain/change-feed.ts';
import { CHANNEL } from './change-notices.ts';

/** How long the feed is current after it sent a query that was answered. */
const CURRENT_MS = 1_000;
const ASK_EVERY_MS = 250;
const CONNECT_MS_MAX = 1_500;
const END_MS_MAX = 500;
/** The delay between two attempts to connect. */
const RETRY_MS = 250;

const KINDS: ReadonlySet<string> = new Set<CachedKind>([
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
  /** When the last answered query was sent. */
  #knownAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> = Promise.resolve();

  private constructor(url: string) {
    this.#url = url;
  }

  /** Starts to listen, as soon as the database can be reached. */
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

  /**
   * Resolves when all earlier commits were reported. @throws Error when the database does not
   * answer.
   */
  async catchUp(): Promise<void> {
    const client = this.#client;
    if (client === null) throw new Error('The database cannot be reached.');
    const sentAt = performance.now();
    await client.query('select 1');
    if (client === this.#client) this.#knownAt = sentAt;
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
    // The next query fails too, and that failure is handled.
    client.on('error', () => {});
    client.on('notification', ({ payload = '' }) => this.#notify(changeOf(payload)));
    this.#client = client;
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    // Notifications that were sent while nobody listened are lost, so anything may have changed.
    this.#notify(null);
    await this.catchUp();
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    this.#knownAt = Number.NEGATIVE_INFINITY;
    // On a dead connection, this never resolves.
    const ended = client?.end().catch(() => {});
    await Promise.race([ended, delay(END_MS_MAX, undefined, { ref: false })]);
  }

  #notify(change: Change | null): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Null, which means any change, for a notification that only a newer program knows. */
function changeOf(notice: string): Change | null {
  const colon = notice.indexOf(':');
  const kind = notice.slice(0, colon);
  if (!isKind(kind)) return null;
  return { kind, key: notice.slice(colon + 1) || null };
}

function isKind(text: string): text is CachedKind {
  return KINDS.has(text);
}
