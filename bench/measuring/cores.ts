/** Which processor cores there are, and how a process is kept on some of them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

export type Cores = readonly number[];

/** Those that this process may use; null where processes cannot be pinned. */
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
 * Servers take the first cores, the load the next one. Where there is none left it takes any, and
 * whoever reports must say so.
 */
export function serverCores(count: number): Cores | null {
  return pinnable && pinnable.length > 1 ? pinnable.slice(0, count) : null;
}

export function loadCores(servers: number): Cores | null {
  const left = pinnable?.slice(servers) ?? [];
  return left.length > 0 && coreCount > 1 ? left.slice(0, 1) : null;
}

/** The command with what keeps it on these cores; null leaves it where it is. */
export function pinned(cores: Cores | null, command: readonly string[]): readonly string[] {
  return cores === null ? command : ['taskset', '-c', cores.join(','), ...command];
}
