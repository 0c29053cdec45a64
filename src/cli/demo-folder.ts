/**
 * The temporary folder of a demo. It is removed when the process exits. The folder of a killed
 * process is removed when the next demo starts.
 */
import { constants, rmSync } from 'node:fs';
import { lstat, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'ticketoffice-demo-';
/** This file names the process that owns the folder. */
const MARKER = 'demo.json';
const MARKER_BYTES_MAX = 1_000;

/** Creates a folder that is removed when this process exits, at the latest. */
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
    // Another demo may be removing it too.
    if (await isLeftover(folder).catch(() => false)) {
      await rm(folder, { recursive: true, force: true }).catch(() => {});
    }
  }
}

/** Whether the folder's process has ended. Only folders of this user and this machine count. */
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
