/**
 * Puts load on a server from another process. Uses wrk if installed, else autocannon, which is a
 * development dependency. Autocannon saturates its own core before a fast server saturates its.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Cores, pinned } from './cores.ts';
import type { Message } from './messages.ts';

export type LoadTool = 'wrk' | 'autocannon';

export interface LoadPlan {
  readonly url: string;
  /** If the body contains `{ticket}`, each request sends the next ticket. */
  readonly message: Message;
  /** All of the same length. At least one if the body contains `{ticket}`. */
  readonly tickets: readonly string[];
  /** The number of keep-alive connections. */
  readonly connections: number;
  readonly seconds: number;
  /** Whether the body follows its head later. No load tool does that. */
  readonly isApart?: boolean;
  /** Over all connections, for autocannon only. By default as many as the server answers. */
  readonly requestsPerSecond?: number;
}

export interface Failures {
  /** Connections that failed or were closed. */
  readonly connections: number;
  /** Responses other than 2xx. */
  readonly statuses: number;
  readonly timeouts: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Received bytes, including headers. */
  readonly bytes: number;
  readonly failures: Failures;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The default of autocannon. A slower response counts as an error; p99 shows the slow ones. */
const TIMEOUT_SECONDS = 10;

const WRK_SCRIPT = join(import.meta.dirname, 'wrk-load.lua');
const APART_SCRIPT = join(import.meta.dirname, 'apart-load.ts');
const AUTOCANNON_SCRIPT = join(import.meta.dirname, 'autocannon-load.ts');
const run = promisify(execFile);

export function availableLoadTool(): LoadTool {
  // wrk has no option that exits with 0. A missing program is a different error.
  return spawnSync('wrk', ['--version']).error ? 'autocannon' : 'wrk';
}

/** @throws Error when requests failed, because the result would then be meaningless. */
export async function load(
  plan: LoadPlan,
  tool: LoadTool,
  cores: Cores | null,
): Promise<LoadResult> {
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-load-'));
  try {
    const script = plan.isApart ? APART_SCRIPT : AUTOCANNON_SCRIPT;
    const usesWrk = tool === 'wrk' && !plan.isApart;
    const command = usesWrk ? wrkCommand(plan, directory) : nodeCommand(script, plan, directory);
    const [name = '', ...args] = pinned(cores, await command);
    const { stdout } = await run(name, args);
    const result: LoadResult = JSON.parse(/^\{.*\}$/m.exec(stdout)?.[0] ?? 'null');
    const failures = Object.entries(result.failures).filter(([, count]) => count > 0);
    if (failures.length > 0 || result.requests === 0) {
      const counts = failures.map(([kind, count]) => `${count} ${kind}`).join(', ');
      throw new Error(`Failures at ${plan.url}: ${counts}; ${result.requests} were answered.`);
    }
    return result;
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function wrkCommand(
  { url, message, tickets, connections, seconds }: LoadPlan,
  directory: string,
): Promise<readonly string[]> {
  const body = join(directory, 'body');
  await writeFile(body, message.body);
  const ticketFile = tickets.length === 0 ? '' : join(directory, 'tickets');
  if (ticketFile !== '') await writeFile(ticketFile, tickets.join('\n'));
  const fields = Object.entries(message.headers).map(([name, value]) => `${name}: ${value}`);
  const duration = `-d${Math.max(1, Math.round(seconds))}s`;
  const options = ['-t1', `-c${connections}`, duration, '--timeout', `${TIMEOUT_SECONDS}s`];
  const script = ['-s', WRK_SCRIPT, url, '--', message.path, body, ticketFile, ...fields];
  return ['wrk', ...options, ...script];
}

async function nodeCommand(
  script: string,
  plan: LoadPlan,
  directory: string,
): Promise<readonly string[]> {
  const file = join(directory, 'plan.json');
  await writeFile(file, JSON.stringify(plan));
  return [process.execPath, '--disable-warning=ExperimentalWarning', script, file];
}
