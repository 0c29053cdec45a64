/**
 * Load on a server from a process of its own: wrk where it is installed, else autocannon, which
 * comes with the development dependencies but loads its own core before a fast server's is.
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
  /** Where its body has `{ticket}`, each of the tickets is sent in turn. */
  readonly message: Message;
  /** Of one length; at least one where the body asks for them. */
  readonly tickets: readonly string[];
  /** Kept alive. */
  readonly connections: number;
  readonly seconds: number;
}

export interface Failures {
  /** That were not made or were cut. */
  readonly connections: number;
  /** Other than 2xx. */
  readonly statuses: number;
  readonly timeouts: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Received, header fields included. */
  readonly bytes: number;
  readonly failures: Failures;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** As long as autocannon waits: whoever is slower is not answered; whoever is slow shows in p99. */
const TIMEOUT_SECONDS = 10;

const WRK_SCRIPT = join(import.meta.dirname, 'wrk-load.lua');
const AUTOCANNON_SCRIPT = join(import.meta.dirname, 'autocannon-load.ts');
const run = promisify(execFile);

export function availableLoadTool(): LoadTool {
  // It has no option that ends well; one that is not there is an error of its own.
  return spawnSync('wrk', ['--version']).error ? 'autocannon' : 'wrk';
}

/** @throws Error when requests failed: what is measured then is something else. */
export async function load(
  plan: LoadPlan,
  tool: LoadTool,
  cores: Cores | null,
): Promise<LoadResult> {
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-load-'));
  try {
    const command = tool === 'wrk' ? wrkCommand : autocannonCommand;
    const [name = '', ...args] = pinned(cores, await command(plan, directory));
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

async function autocannonCommand(plan: LoadPlan, directory: string): Promise<readonly string[]> {
  const file = join(directory, 'plan.json');
  await writeFile(file, JSON.stringify(plan));
  return [process.execPath, '--disable-warning=ExperimentalWarning', AUTOCANNON_SCRIPT, file];
}
