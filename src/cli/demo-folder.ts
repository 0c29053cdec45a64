/**
 * The temporary folder of a demo. It goes with its process, however that ends, and what a killed
 * one left behind goes when the next demo starts.
 */
import { constants, rmSync } from 'node:fs';
import { lstat, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'ticketoffice-demo-';
/** Says whose folder it is. */
const MARKER = 'demo.json';
const MARKER_BYTES_MAX = 1_000;

/** Makes one, which is removed at the latest as this process exits. */
export async function makeDemoFolder(): Promise<string> {
  await removeLeftovers().catch(() => {});
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const owner = { pid: process.pid, host: hostname() };
  await writeFile(join(folder, MARKER), JSON.stringify(owner), { flag: 'wx', mode: 0o600 });
  return folder;
}

async function removeLeftovers(): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names.filter((name) => name.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    // Another demo may be about to remove it as well.
    if (await isLeftover(folder).catch(() => false)) {
      await rm(folder, { recursive: true, force: true }).catch(() => {});
    }
  }
}

/** Of this user and this machine alone; what cannot be told is left alone. */
async function isLeftover(folder: string): Promise<boolean> {
  const uid = process.getuid?.() ?? null;
  const found = await lstat(folder);
  if (!found.isDirectory() || (uid !== null && found.uid !== uid)) return false;
  const { pid, host } = Object(await readMarker(join(folder, MARKER)));
  return host === hostname() && Number.isSafeInteger(pid) && pid > 0 && isGone(pid);
}

async function readMarker(path: string): Promise<unknown> {
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants;
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(MARKER_BYTES_MAX));
    return JSON.parse(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await handle.close();
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
