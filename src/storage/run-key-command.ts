/**
 * Runs the command that prints the master key. It runs in a shell with the rights of this process:
 * whoever can set the command can run anything anyway.
 */
import { spawn } from 'node:child_process';
import { DomainError } from '../domain/errors.ts';

const TIMEOUT_MS = 30_000;
/** Two keys take 90 characters. */
const OUTPUT_CHARACTERS_MAX = 1000;

/**
 * Returns what the command printed.
 *
 * @throws DomainError `conflict` when the command fails, prints too much or takes too long. The
 * message contains its standard error.
 */
export async function runKeyCommand(command: string, timeoutMs = TIMEOUT_MS): Promise<string> {
  // In a process group of its own, so that the processes of the shell can be killed with it.
  const detached = process.platform !== 'win32';
  const child = spawn(command, { shell: true, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => (detached ? endGroup(child.pid) : void child.kill('SIGKILL'));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (printed.length <= OUTPUT_CHARACTERS_MAX) printed += text;
    if (printed.length > OUTPUT_CHARACTERS_MAX) end();
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-OUTPUT_CHARACTERS_MAX);
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end();
  }, timeoutMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearTimeout(timer));
  if (late) throw failure(`took more than ${timeoutMs / 1000} seconds`, said);
  if (printed.length > OUTPUT_CHARACTERS_MAX) throw failure('printed more than a key', said);
  if (code !== 0) throw failure(`failed (${code ?? 'ended by a signal'})`, said);
  return printed;
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // The process has already ended.
  }
}

function failure(what: string, said: string): DomainError {
  const why = said.trim() === '' ? 'It said nothing on standard error.' : `It said: ${said.trim()}`;
  return new DomainError('conflict', `The master key command ${what}. ${why}`);
}
