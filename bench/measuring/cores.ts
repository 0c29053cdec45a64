/** Finds the processor cores, and pins processes to some of them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

export type Cores = readonly number[];

/** The cores that this process may use; null when processes cannot be pinned. */
function pinnableCores(): Cores | null {
  if (spawnSync('taskset', ['-c', '-p', String(process.pid)]).status !== 0) return null;
  const status = readFileSync('/proc/self/status', 'utf8');
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status) ?? [];
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

const pinnable = pinnableCores();

export const coreCount = pinnable?.length ?? availableParallelism();

/**
 * Servers get the first cores, and the load gets the next one. When none is left, the load runs on
 * any core, and the report must say so.
 */
export function serverCores(count: number): Cores | null {
  return pinnable && pinnable.length > 1 ? pinnable.slice(0, count) : null;
}

export function loadCores(servers: number): Cores | null {
  const left = pinnable?.slice(servers) ?? [];
  return left.length > 0 && coreCount > 1 ? left.slice(0, 1) : null;
}

/** The command, prefixed so that it runs on these cores; unchanged for null. */
export function pinned(cores: Cores | null, command: readonly string[]): readonly string[] {
  return cores === null ? command : ['taskset', '-c', cores.join(','), ...command];
}
