/** What is simulated: the day, the installation and what fails. All of it is assumed. */

export interface Plan {
  readonly users: number;
  readonly tokensPerDay: number;
  /** The share of the users who have a session in use in the busiest second. */
  readonly activeShareMax: number;
  readonly nodes: number;
  /** Each has a core, a cache and connections to the database of its own. */
  readonly processesPerNode: number;
  /** The setting of the same name. */
  readonly cachedTicketsMax: number;
  /**
   * `any`: a balancer gives each request to any process. `by-client`: it gives all requests of a
   * client to the same process.
   */
  readonly routing: 'any' | 'by-client';
  readonly databaseCores: number;
  /** Nodes that fail, at random times of the day. */
  readonly failures: number;
  /** From the failure of a node until it serves again, with empty caches. */
  readonly restartSeconds: number;
  /** Until the balancer uses the other nodes. Clients then send again what failed. */
  readonly noticeSeconds: number;
  /** Users who log in at the same time, as after a revocation of all tickets. */
  readonly storm: Storm | null;
  readonly seed: number;
}

export interface Storm {
  readonly atSecond: number;
  readonly logins: number;
  /** In which they come. */
  readonly seconds: number;
}

const HOUR = 3_600;

/** A million users and a billion tokens a day, with three failures and a storm at the peak. */
export const hardDay: Plan = {
  users: 1_000_000,
  tokensPerDay: 1_000_000_000,
  activeShareMax: 0.6,
  nodes: 8,
  processesPerNode: 8,
  cachedTicketsMax: 200_000,
  routing: 'by-client',
  databaseCores: 32,
  failures: 3,
  restartSeconds: 60,
  noticeSeconds: 3,
  storm: { atSecond: 10 * HOUR, logins: 200_000, seconds: 600 },
  seed: 88,
};

/** The same day without failures. */
export const calmDay: Plan = { ...hardDay, failures: 0, storm: null };
