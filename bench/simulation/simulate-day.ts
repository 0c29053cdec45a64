/**
 * Simulates a day second by second: requests by the curve of the day with random noise, caches that
 * are filled by use and empty after a failure, and queues at the processes and at the database. The
 * same plan and the same costs give the same result.
 */

import { randomChances } from '../../src/testing/random-chances.ts';
import { dayMix, requestsOf } from '../measuring/day/day-operations.ts';
import type { Costs } from './costs.ts';
import { DAY_SECONDS, makeDayCurve } from './day-curve.ts';
import { type DayReport, type SecondOfDay, totalsOf } from './day-totals.ts';
import { type DatabaseDemand, demandOf, type Requests } from './demand.ts';
import type { Plan } from './plan.ts';
import { ProcessGroup, type Served } from './process-group.ts';

/** When a client tries again that was told that too many logins wait. */
const RETRY_LOGIN_SECONDS = 5;
const MICROS = 1e6;
const REQUESTS_OF_MIX = requestsOf(dayMix);

/** @throws Error when no node is up at some time: the day then has no result. */
export function simulateDay(plan: Plan, costs: Costs): DayReport {
  const day = new Day(plan, costs);
  return totalsOf(Array.from({ length: DAY_SECONDS }, (_, second) => day.pass(second)));
}

class Day {
  readonly #plan: Plan;
  readonly #costs: Costs;
  readonly #curve = makeDayCurve();
  readonly #random: () => number;
  readonly #nodes: readonly ProcessGroup[];
  /** Nodes that fail, by second. */
  readonly #failures = new Map<number, number>();
  readonly #retriedLogins = new Map<number, number>();
  #databaseBacklogSeconds = 0;

  constructor(plan: Plan, costs: Costs) {
    this.#plan = plan;
    this.#costs = costs;
    this.#random = randomChances(plan.seed);
    this.#nodes = Array.from({ length: plan.nodes }, () => new ProcessGroup());
    for (let index = 0; index < plan.failures; index += 1) {
      const second = Math.floor(this.#random() * DAY_SECONDS);
      this.#failures.set(second, Math.floor(this.#random() * plan.nodes));
    }
  }

  pass(second: number): SecondOfDay {
    const { tokensPerDay, users, activeShareMax, routing, processesPerNode } = this.#plan;
    this.#nodes[this.#failures.get(second) ?? -1]?.fail(second, this.#plan.restartSeconds);
    const up = this.#nodes.filter((node) => node.isUp(second));
    if (up.length === 0) throw new Error(`No node is up in second ${second}.`);
    const share = this.#curve.shares[second] ?? 0;
    const mixes = noisy((tokensPerDay / dayMix.token) * share, this.#random);
    const logins = mixes * dayMix.login + this.#stormLogins(second) + this.#takeRetried(second);
    const activeTickets = users * activeShareMax * (share / this.#curve.peak);
    const processes = up.length * processesPerNode;
    const tickets = routing === 'any' ? activeTickets : activeTickets / processes;
    const all = up.map((node) =>
      this.#serve(node, { mixes, logins, activeTickets }, tickets, processes),
    );
    const database = sumOf(
      all.map((each) => each.database),
      1 / up.length,
    );
    const refusedLogins = total(all, ({ served }) => served.refusedLogins) * processesPerNode;
    this.#retriedLogins.set(second + RETRY_LOGIN_SECONDS, refusedLogins);
    const most = (pick: (served: Served) => number) =>
      Math.max(...all.map(({ served }) => pick(served)));
    return {
      requests: mixes * REQUESTS_OF_MIX,
      tokens: mixes * dayMix.token,
      sentAgain: (mixes * REQUESTS_OF_MIX * this.#unnoticed(second)) / this.#plan.nodes,
      newTickets: logins - refusedLogins + mixes * dayMix.trade,
      busy: most(({ busySeconds }) => busySeconds),
      delaySeconds: most(({ delaySeconds }) => delaySeconds),
      loginDelaySeconds: most(({ loginDelaySeconds }) => loginDelaySeconds),
      refusedLogins,
      hitShare: total(all, ({ hitShare }) => hitShare) / up.length,
      database,
      ...this.#serveDatabase(database),
    };
  }

  /** Lets a node answer its part of the requests of this second. */
  #serve(node: ProcessGroup, requests: Requests, tickets: number, processes: number) {
    const hitShare = node.hitShare(tickets);
    const { processMicros, loginMicros, database } = demandOf(this.#costs, requests, {
      hitShare,
      processes,
      routing: this.#plan.routing,
    });
    const asked = (requests.mixes * REQUESTS_OF_MIX) / processes;
    node.learn(asked, tickets, this.#plan.cachedTicketsMax);
    const served = node.serve({
      workSeconds: processMicros / processes / MICROS,
      logins: requests.logins / processes,
      loginSeconds: loginMicros / MICROS,
    });
    return { hitShare, database, served };
  }

  #serveDatabase({ micros }: DatabaseDemand) {
    const { databaseCores } = this.#plan;
    const work = this.#databaseBacklogSeconds + micros / MICROS;
    const done = Math.min(work, databaseCores);
    this.#databaseBacklogSeconds = work - done;
    return {
      databaseBusy: done / databaseCores,
      databaseDelaySeconds: this.#databaseBacklogSeconds / databaseCores,
    };
  }

  #stormLogins(second: number): number {
    const { storm } = this.#plan;
    if (!storm || second < storm.atSecond || second >= storm.atSecond + storm.seconds) return 0;
    return storm.logins / storm.seconds;
  }

  #takeRetried(second: number): number {
    const logins = this.#retriedLogins.get(second) ?? 0;
    this.#retriedLogins.delete(second);
    return logins;
  }

  /** How many nodes have failed so recently that the balancer still uses them. */
  #unnoticed(second: number): number {
    const { restartSeconds, noticeSeconds } = this.#plan;
    return this.#nodes.filter(
      ({ downUntilSecond }) => second < downUntilSecond - restartSeconds + noticeSeconds,
    ).length;
  }
}

/** A number of requests around the mean, as random arrivals have it. */
function noisy(mean: number, random: () => number): number {
  const angle = 2 * Math.PI * random();
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(angle);
  return Math.max(0, mean + Math.sqrt(mean) * normal);
}

function total<T>(values: readonly T[], pick: (value: T) => number): number {
  return values.reduce((sum, value) => sum + pick(value), 0);
}

function sumOf(demands: readonly DatabaseDemand[], factor: number): DatabaseDemand {
  const of = (key: keyof DatabaseDemand) => total(demands, (demand) => demand[key]) * factor;
  return {
    micros: of('micros'),
    statements: of('statements'),
    walBytes: of('walBytes'),
    networkBytes: of('networkBytes'),
    auditEvents: of('auditEvents'),
  };
}
