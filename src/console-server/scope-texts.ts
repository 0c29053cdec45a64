/** Says which processes and nodes the console knows of, in words. */
import type { ConsoleParts } from './console-parts.ts';

/** Counts and the journal are in the memory of this server. */
export function scopeOfNumbers({ workers, backend }: ConsoleParts): string {
  const processes = workers === 1 ? 'this server' : `all ${workers} workers of this server`;
  const others = isShared(backend) ? ' Other nodes have a console of their own.' : '';
  return `Requests of ${processes} since its start, at most of the last hour.${others}`;
}

/** What is in the database. */
export function scopeOfRecords({ backend }: ConsoleParts): string {
  return isShared(backend)
    ? 'All nodes on this database.'
    : 'This server. No other node can use its database.';
}

function isShared(backend: ConsoleParts['backend']): boolean {
  return backend().registry.stores.database.type === 'PostgreSQL';
}
