/**
 * The master key, which seals the keys in the database, and where it comes from: a file that only
 * its owner may read, the environment, or a command that asks a key management service.
 */
import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import { link, open, readFile, rm, stat } from 'node:fs/promises';
import { DomainError } from '../domain/errors.ts';
import { createMasterKey } from '../domain/key-ring.ts';
import { fileExists } from './file-exists.ts';
import { runKeyCommand } from './run-key-command.ts';

export type MasterKeySource =
  | { readonly kind: 'file'; readonly file: string }
  /** A text out of the environment: where it stood, for messages, and what it is. */
  | { readonly kind: 'environment'; readonly variable: string; readonly text: string }
  /** What prints it, for the shell. */
  | { readonly kind: 'command'; readonly command: string };

const KEY_BYTES = 32;

/**
 * @throws DomainError `conflict` when others could read the file, or what the source gives is no
 * key, `not-found` when the file is missing.
 */
export async function readMasterKey(source: MasterKeySource): Promise<KeyObject> {
  switch (source.kind) {
    case 'file':
      return readKeyFile(source.file);
    case 'environment':
      return parseKey(source.text, `${source.variable} is no master key`);
    case 'command':
      return parseKey(
        await runKeyCommand(source.command),
        'What the master key command printed is no master key',
      );
  }
}

/** Reads it, or makes the file where there is none. Other sources are never written to. */
export async function obtainMasterKey(source: MasterKeySource): Promise<KeyObject> {
  if (source.kind === 'file' && !fileExists(source.file)) await makeKeyFile(source.file);
  // One that an interrupted attempt left behind is as good as new.
  return readMasterKey(source);
}

async function makeKeyFile(file: string): Promise<void> {
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
}

async function readKeyFile(file: string): Promise<KeyObject> {
  if (!fileExists(file)) {
    const problem = `The master key ${file} is missing. Restore it from your backup: nothing else opens this database.`;
    throw new DomainError('not-found', problem);
  }
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const problem = `The master key ${file} can be read by others. Run "chmod 600" on it.`;
    throw new DomainError('conflict', problem);
  }
  return parseKey(await readKeyText(file), `The master key ${file} is damaged`);
}

async function readKeyText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause;
    const problem = `The master key ${file} cannot be read (${reason}).`;
    const advice = 'Give it to the user who runs this, with mode 600.';
    throw new DomainError('conflict', `${problem} ${advice}`, { cause });
  }
}

/** The key with its place, such as its file, to begin a message with. */
export function describeMasterKey(source: MasterKeySource): string {
  switch (source.kind) {
    case 'file':
      return `The master key ${source.file}`;
    case 'environment':
      return `The master key in ${source.variable}`;
    case 'command':
      return 'The key that the master key command prints';
  }
}

/** @throws DomainError `conflict` that repeats nothing of the text. */
function parseKey(text: string, problem: string): KeyObject {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES && key.toString('base64') === text.trim()) {
    return createSecretKey(key);
  }
  const made = 'such as "openssl rand -base64 32" makes';
  throw new DomainError('conflict', `${problem}: it holds no 32 bytes in base64, ${made}.`);
}
