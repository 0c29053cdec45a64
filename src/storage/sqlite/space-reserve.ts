/**
 * Space that is set aside beside the database, for commands that end sessions while its disk is
 * full. It is a file of random bytes; a slice of it is given back to the disk by whoever holds the
 * write lock of the database, so that no server can take it first.
 */
import { randomFillSync } from 'node:crypto';
import { constants, statfsSync, statSync, truncateSync } from 'node:fs';
import { open, stat, statfs } from 'node:fs/promises';
import { databaseAway } from '../database-away.ts';
import { FileProblem } from '../file-problem.ts';

/** Enough for a transaction that ends a session, a user or an application. */
const SLICE_BYTES = 524_288;
const RESERVE_BYTES = 4 * SLICE_BYTES;
/** More than a login needs. */
const LOGIN_BYTES = 131_072;
const OWNER_ONLY = 0o600;

export class SpaceReserve {
  readonly #file: string;

  constructor(databaseFile: string) {
    this.#file = `${databaseFile}-reserve`;
  }

  /** Makes it as large as it should be, where that leaves as much on the disk. */
  async fill(): Promise<void> {
    const size = (await stat(this.#file).catch(() => null))?.size ?? 0;
    const missing = RESERVE_BYTES - size;
    if (missing <= 0) return;
    const { O_CREAT, O_NOFOLLOW = 0, O_WRONLY } = constants;
    const handle = await open(this.#file, O_WRONLY | O_CREAT | O_NOFOLLOW, OWNER_ONLY);
    try {
      const { bavail, bsize } = await statfs(this.#file);
      if (bavail * bsize < 2 * missing) return;
      // A file system that compresses would set aside nothing for zeros.
      await handle.write(randomFillSync(Buffer.alloc(missing)), 0, missing, size);
    } finally {
      await handle.close();
    }
  }

  /** Gives a slice back to a disk that has hardly any space left. Without one, nothing happens. */
  release(): void {
    try {
      const { bavail, bsize } = statfsSync(this.#file);
      if (bavail * bsize >= 2 * SLICE_BYTES) return;
      const { size } = statSync(this.#file);
      truncateSync(this.#file, Math.max(0, size - SLICE_BYTES));
    } catch {
      // The write that finds no space then fails with an error of its own.
    }
  }
}

/** @throws DomainError `unavailable` when the disk of the database has no space for a login. */
export async function requireSpace(databaseFile: string): Promise<void> {
  const { bavail, bsize } = await statfs(databaseFile);
  if (bavail * bsize >= LOGIN_BYTES) return;
  throw databaseAway(new FileProblem('disk-full', databaseFile, null));
}
