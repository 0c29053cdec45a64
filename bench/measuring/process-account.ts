/**
 * The resources that a process and its descendants have used, according to Linux. Not available on
 * other systems.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessAccount {
  /** User and system time of all threads. */
  readonly processorMs: number;
  readonly residentMb: number;
}

const MS_PER_SECOND = 1000;
const KB_PER_MB = 1024;

let ticksPerSecond: number | null = null;

/** Null when the system does not provide the numbers. */
export function accountOf(pid: number): ProcessAccount | null {
  if (process.platform !== 'linux') return null;
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  let processorMs = 0;
  let residentMb = 0;
  for (const member of withDescendants(pid)) {
    // The process name comes first and may contain anything, but no parenthesis follows it.
    const fields = readFileSync(`/proc/${member}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // Its own user and system time, and those of its children that have ended.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    processorMs += (ticks / ticksPerSecond) * MS_PER_SECOND;
    const status = readFileSync(`/proc/${member}/status`, 'utf8');
    residentMb += Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) / KB_PER_MB;
  }
  return { processorMs, residentMb };
}

function withDescendants(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return [pid, ...children.flatMap((child) => withDescendants(Number(child)))];
}
