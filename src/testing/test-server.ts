/**
 * A server for tests, as a test sees it. It is the same for a server in the test's own process
 * (`startTestServer`) and for one elsewhere (`connectTestServer`).
 */
import type { JournalEntry, JournalFilter, WaitOptions } from '../journal/journal-entry.ts';
import type { FaultRule } from './fault-rule.ts';

/** Milliseconds, or text such as `30s`, `6h`, `1d` or `PT6H`. */
export type Duration = number | string;

export interface TestServer extends AsyncDisposable {
  /** Without a path, such as `http://127.0.0.1:41873`. */
  readonly url: string;
  readonly port: number;
  /** Whether it has tenants, whose context identifiers are then part of addresses. */
  readonly isOnline: boolean;
  /** The newest version of the contract that it serves, such as `88`. */
  readonly newestVersion: string;
  /** The control API, such as `http://127.0.0.1:41873/__ticketoffice/`. */
  readonly controlUrl: string;
  /** The token that the control API asks for. Null if it needs none. */
  readonly controlToken: string | null;
  readonly clock: TestServerClock;
  readonly faults: TestServerFaults;
  readonly requests: TestServerRequests;

  /** @param service such as `User` or `SoPrincipal`. */
  soapUrl(service: string, at?: ServicePlace): string;
  wsdlUrl(service: string, at?: ServicePlace): string;
  /** The issuer of OAuth. @param tenant the context identifier; needed Online. */
  oauthIssuer(tenant?: string): string;

  /** Starts a session without a password. @returns a `7T:` ticket. */
  issueTicket(user: UserPlace): Promise<string>;
  /** Issues an `8A:` access token without a password. */
  issueAccessToken(user: AccessTokenUser): Promise<string>;
  /** Ends a ticket as if its time were over. */
  expireTicket(ticket: string): Promise<void>;

  /** Applies a seed file's content on top of what there is. */
  applySeed(seed: TestSeed): Promise<void>;
  /** Returns to the state after the start: records, clock, faults, journal and states. */
  reset(): Promise<void>;
  /** Keeps the present records and time under a name, in place of what has that name. */
  saveState(name: string): Promise<void>;
  /** Returns to what `saveState` has kept. @throws Error `not-found` if there is no such state. */
  restoreState(name: string): Promise<void>;
  /** The names of the kept states, in the order in which they were first saved. */
  listStates(): Promise<readonly string[]>;
  /** @throws Error `not-found` if there is no such state. */
  removeState(name: string): Promise<void>;

  /** Ends the server. A connection to a server elsewhere is closed, and the server goes on. */
  close(): Promise<void>;
}

export interface ServicePlace {
  /** The context identifier; needed Online. */
  readonly tenant?: string;
  /** Such as `84`. By default the newest one that is served. */
  readonly version?: string;
}

export interface UserPlace {
  readonly user: string;
  readonly tenant?: string;
}

export interface AccessTokenUser extends UserPlace {
  /** The name of the application; needed Online. */
  readonly application?: string;
  /** Starts a CS session for the token. By default false. */
  readonly csSession?: boolean;
}

/** A path of a seed file, `demo`, or a seed as an object. */
export type TestSeed = string | object;

/** The server's clock. Everything on the server obeys it. */
export interface TestServerClock {
  now(): Promise<Date>;
  /**
   * Sets the time. A frozen clock stays frozen. Going back is possible, but does not bring back
   * what had expired and was removed.
   */
  set(time: Date): Promise<void>;
  /** Moves the clock forward. Resolves when everything that became due has run. */
  advance(by: Duration): Promise<void>;
  freeze(): Promise<void>;
  resume(): Promise<void>;
  isFrozen(): Promise<boolean>;
}

export interface TestServerFaults {
  /**
   * Injects a fault. There are 100 at most.
   *
   * @throws Error with what was wrong and what was expected.
   */
  inject(rule: FaultRule): Promise<InjectedFault>;
  /** The first injected first. Those that are used up are listed too. */
  list(): Promise<readonly InjectedFault[]>;
  /** Removes all faults. */
  clear(): Promise<void>;
}

export interface InjectedFault {
  /** Answers that the fault changed have it in the header field `X-Ticketoffice-Fault`. */
  readonly id: string;
  readonly rule: FaultRule;
  /**
   * How many requests it has changed until now.
   *
   * @throws Error `not-found` for a fault of a server elsewhere that was removed.
   */
  hits(): Promise<number>;
  /**
   * Requests that the fault delays or slows down go on. Those that it never answers end. Does
   * nothing if the fault was removed before.
   */
  remove(): Promise<void>;
}

export interface TestServerRequests {
  /** The oldest first. */
  list(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  count(filter?: JournalFilter): Promise<number>;
  /**
   * Resolves when so many entries fit.
   *
   * @param options.timeoutMs over the control API at most 60 seconds.
   * @throws Error `timeout` when the time is over. It names the requests that came.
   */
  waitFor(filter: JournalFilter, options?: WaitOptions): Promise<readonly JournalEntry[]>;
  clear(): Promise<void>;
}

/** A test server in this process. */
export interface StartedTestServer extends TestServer {
  /** The console. Null unless the setting `consolePort` turns it on. */
  readonly consoleUrl: string | null;
}
