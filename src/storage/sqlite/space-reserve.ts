/**
 * Disk space that is reserved beside the database for commands that end sessions while the disk is
 * full. It is a file of random bytes. A command truncates it by a slice while it holds the write
 * lock of the database, so that no server can use the space first.
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

  /** Fills the file up to its size, if that leaves as much free space on the disk. */
  async fill(): Promise<void> {
    const size = (await stat(this.#file).catch(() => null))?.size ?? 0;
    const missing = RESERVE_BYTES - size;
    if (missing <= 0) return;
    const { O_CREAT, O_NOFOLLOW = 0, O_WRONLY } = constants;
    const handle = await open(this.#file, O_WRONLY | O_CREAT | O_NOFOLLOW, OWNER_ONLY);
    try {
      const { bavail, bsize } = await statfs(this.#file);
      if (bavail * bsize < 2 * missing) return;
      // Random bytes, because a compressing file system would reserve nothing for zeros.
      await handle.write(randomFillSync(Buffer.alloc(missing)), 0, missing, size);
    } finally {
      await handle.close();
    }
  }

  /** Frees a slice when the disk is almost full. Does nothing when there is none left. */
  release(): void {
    try {
      const { bavail, bsize } = statfsSync(this.#file);
      if (bavail * bsize >= 2 * SLICE_BYTES) return;
      const { size } = statSync(this.#file);
      truncateSync(this.#file, Math.max(0, size - SLICE_BYTES));
    } catch {
      // The write that needs the space then fails with its own error.
    }
  }
}

/** @throws DomainError `unavailable` when the disk of the database has no space for a login. */
export async function requireSpace(databaseFile: string): Promise<void> {
  const { bavail, bsize } = await statfs(databaseFile);
  if (bavail * bsize >= LOGIN_BYTES) return;
  throw databaseAway(new FileProblem('disk-full', databaseFile, null));
}
