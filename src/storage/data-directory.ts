/**
 * The data directory of an installation on SQLite: the database, and beside it the master key,
 * which seals the keys in the database. Only the owner may read either.
 */
import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../domain/errors.ts';
import type { Installation, Stores } from '../domain/installation.ts';
import { createMasterKey, createSealedKey } from '../domain/key-ring.ts';
import type { NewTenant } from '../domain/tenant.ts';
import { openSqliteStores } from './sqlite/open.ts';

const DATABASE_FILE = 'ticketoffice.db';
const MASTER_KEY_FILE = 'master.key';
const FIRST_KEY_ID = 1;

export interface OpenedInstallation {
  readonly installation: Installation;
  readonly stores: Stores;
  readonly masterKey: KeyObject;
}

/**
 * Makes an installation; the directory may exist, the installation may not.
 *
 * @param options.tenant the one of an on-site installation; null makes it an Online one.
 * @throws DomainError `conflict` when there is one already.
 */
export async function createInstallation(
  directory: string,
  { demo, tenant }: { readonly demo: boolean; readonly tenant: NewTenant | null },
  nowMs: number,
): Promise<OpenedInstallation> {
  await makeDirectory(directory);
  const stores = await openSqliteStores(join(directory, DATABASE_FILE));
  try {
    if (await stores.installation.read()) {
      throw new DomainError('conflict', `There is an installation in ${directory} already.`);
    }
    const masterKey = await obtainMasterKey(join(directory, MASTER_KEY_FILE));
    const mode = tenant ? 'onsite' : 'online';
    const installation: Installation = { id: randomUUID(), mode, demo, createdAtMs: nowMs };
    await stores.installation.create({
      installation,
      key: createSealedKey(FIRST_KEY_ID, masterKey, nowMs),
      tenant,
    });
    return { installation, stores, masterKey };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** Whether there is a database, be it only a half-made one. */
function holdsInstallation(directory: string): boolean {
  return fileExists(join(directory, DATABASE_FILE));
}

function installationMissing(directory: string): DomainError {
  return new DomainError(
    'not-found',
    `There is no installation in ${directory}. Make one with "ticketoffice init --data ${directory}".`,
  );
}

/** @throws DomainError `not-found` when there is none. */
export function databaseFileOf(directory: string): string {
  if (!holdsInstallation(directory)) throw installationMissing(directory);
  return join(directory, DATABASE_FILE);
}

/** @throws DomainError `not-found` when there is no installation. */
export async function openInstallation(directory: string): Promise<OpenedInstallation> {
  const stores = await openSqliteStores(databaseFileOf(directory));
  try {
    const installation = await stores.installation.read();
    if (!installation) throw installationMissing(directory);
    return {
      installation,
      stores,
      masterKey: await readMasterKey(join(directory, MASTER_KEY_FILE)),
    };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** @throws DomainError `conflict` saying why it cannot be made. */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause;
    const message = `The directory "${directory}" cannot be made (${reason}). Choose another --data.`;
    throw new DomainError('conflict', message, { cause });
  }
}

/** @throws DomainError `conflict` when it cannot be told, because this user may not look there. */
function fileExists(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    const message = `${file} cannot be read (${code}). Is this the user whom it belongs to?`;
    throw new DomainError('conflict', message, { cause });
  }
}

/** One that an interrupted attempt left behind is as good as new. */
async function obtainMasterKey(file: string): Promise<KeyObject> {
  if (fileExists(file)) return readMasterKey(file);
  const key = createMasterKey();
  // Complete under another name first: a crash leaves no half of a key.
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${key.toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    // Unlike a rename, this leaves alone what another process has put there meanwhile.
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  await rm(draft);
  return readMasterKey(file);
}

/**
 * @throws DomainError `conflict` when others could read the file, `not-found` when it is missing.
 */
async function readMasterKey(file: string): Promise<KeyObject> {
  if (!fileExists(file)) {
    const problem = `The master key ${file} is missing. Restore it from your backup: nothing else opens this database.`;
    throw new DomainError('not-found', problem);
  }
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new DomainError(
      'conflict',
      `The master key ${file} can be read by others. Run "chmod 600" on it.`,
    );
  }
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length !== 32) {
    throw new DomainError(
      'conflict',
      `The master key ${file} is damaged: it holds no 32 bytes in base64.`,
    );
  }
  return createSecretKey(key);
}
