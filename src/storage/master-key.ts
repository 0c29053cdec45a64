/**
 * Where the master key is kept: in a file that only its owner can read, in the environment, or in a
 * key management service that a command asks. During a rotation, a source holds two keys.
 */
import { randomUUID } from 'node:crypto';
import { link, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemClock } from '../domain/clock.ts';
import { DomainError } from '../domain/errors.ts';
import { MASTER_KEY_BYTES, MasterKey } from '../domain/keys/master-key.ts';
import { MasterKeys } from '../domain/keys/master-keys.ts';
import { fileExists } from './file-exists.ts';
import { runKeyCommand } from './run-key-command.ts';

export type MasterKeySource =
  | { readonly kind: 'file'; readonly file: string }
  /** The text of an environment variable, and the name of the variable for messages. */
  | { readonly kind: 'environment'; readonly variable: string; readonly text: string }
  /** A shell command that prints the key. */
  | { readonly kind: 'command'; readonly command: string };

/** The current key, and during a rotation the next one after it. */
const KEYS_MAX = 2;

/** Reads the keys. @throws DomainError as `readKeys` does. */
export async function readMasterKeys(source: MasterKeySource): Promise<MasterKeys> {
  return masterKeysOf(source, await readKeys(source));
}

/** Like `readMasterKeys`. Creates a file that does not exist. Other sources are not written. */
export async function obtainMasterKeys(source: MasterKeySource): Promise<MasterKeys> {
  if (source.kind === 'file' && !fileExists(source.file)) await makeKeyFile(source.file);
  // A file that an interrupted attempt left behind is valid.
  return readMasterKeys(source);
}

function masterKeysOf(source: MasterKeySource, keys: readonly MasterKey[]): MasterKeys {
  const access = {
    description: describeMasterKey(source),
    read: () => readKeys(source),
    replace:
      source.kind === 'file'
        ? (kept: readonly MasterKey[]) => replaceKeyFile(source.file, kept)
        : null,
  };
  return new MasterKeys(access, keys, systemClock);
}

/**
 * Reads one key, or two: the older first.
 *
 * @throws DomainError `conflict` when others can read the file, or when the source does not give
 * valid keys; `not-found` when the file is missing.
 */
async function readKeys(source: MasterKeySource): Promise<readonly MasterKey[]> {
  switch (source.kind) {
    case 'file':
      return readKeyFile(source.file);
    case 'environment':
      return parseKeys(source.text, `${source.variable} is no master key`);
    case 'command':
      return parseKeys(
        await runKeyCommand(source.command),
        'What the master key command printed is no master key',
      );
  }
}

async function makeKeyFile(file: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeDraft(draft, [MasterKey.create()]);
  try {
    // Unlike a rename, a link does not replace a file that another process has created meanwhile.
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  await rm(draft);
}

/** Replaces the file at once, also after a crash. @throws DomainError `conflict` */
async function replaceKeyFile(link: string, keys: readonly MasterKey[]): Promise<void> {
  try {
    // A link may lead to the file, and must not be replaced by one.
    const file = await realpath(link);
    // Always the same name, so that no key is left behind by an attempt that was killed.
    const draft = `${file}.new`;
    await writeDraft(draft, keys);
    await rename(draft, file);
    await syncFolderOf(file);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause;
    const problem = `The master key ${link} cannot be replaced (${reason}).`;
    throw new DomainError('conflict', `${problem} Run this as the user who owns it.`, { cause });
  }
}

/** A file is completed under another name first, so that a crash leaves no partial key. */
async function writeDraft(draft: string, keys: readonly MasterKey[]): Promise<void> {
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(keys.map((key) => `${key.print()}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Windows cannot open a folder, and keeps renames in its journal. */
async function syncFolderOf(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readKeyFile(file: string): Promise<readonly MasterKey[]> {
  if (!fileExists(file)) {
    const problem = `The master key ${file} is missing. Restore it from your backup: nothing else opens this database.`;
    throw new DomainError('not-found', problem);
  }
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const problem = `The master key ${file} can be read by others. Run "chmod 600" on it.`;
    throw new DomainError('conflict', problem);
  }
  return parseKeys(await readKeyText(file), `The master key ${file} is damaged`);
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

/** Where the key is from, for the start of a message. */
function describeMasterKey(source: MasterKeySource): string {
  switch (source.kind) {
    case 'file':
      return `The master key ${source.file}`;
    case 'environment':
      return `The master key in ${source.variable}`;
    case 'command':
      return 'The key that the master key command prints';
  }
}

/**
 * White space separates two keys.
 *
 * @throws DomainError `conflict`. The message does not contain the text.
 */
function parseKeys(text: string, problem: string): readonly MasterKey[] {
  const words = text.trim().split(/\s+/);
  const keys = words.map((word) => Buffer.from(word, 'base64'));
  const isKey = (key: Buffer, index: number) =>
    key.length === MASTER_KEY_BYTES && key.toString('base64') === words[index];
  if (!keys.every(isKey)) {
    const made = 'such as "openssl rand -base64 32" makes';
    throw new DomainError('conflict', `${problem}: it holds no 32 bytes in base64, ${made}.`);
  }
  if (new Set(words).size < words.length || words.length > KEYS_MAX) {
    const expected = 'one key, or during a rotation two different ones';
    throw new DomainError('conflict', `${problem}: it must hold ${expected}.`);
  }
  return keys.map((key) => new MasterKey(key));
}
