/** A server in its own process, pinned to its own cores, and its resource use. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Cores, pinned } from './cores.ts';
import { accountOf, type ProcessAccount } from './process-account.ts';

export interface ServerOptions {
  /** The script and its arguments. */
  readonly script: readonly string[];
  readonly nodeFlags?: readonly string[];
  /** Variables besides those of this process. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly cores: Cores | null;
}

const ROOT = join(import.meta.dirname, '../..');
const KILL_AFTER_MS = 15_000;
/** In the line that names the URL of the console, which comes before that of the server. */
const CONSOLE_SHOWN = '"the console is served"';
const URL_SHOWN = /https?:\/\/127\.0\.0\.1:\d+/;

export class MeasuredServer {
  readonly url: string;
  /** Null if it has none. */
  readonly consoleUrl: string | null;
  /** From the start of the process until it prints its URL. */
  readonly readyMs: number;
  readonly #child: ChildProcess;

  private constructor(
    child: ChildProcess,
    url: string,
    consoleUrl: string | null,
    readyMs: number,
  ) {
    this.#child = child;
    this.url = url;
    this.consoleUrl = consoleUrl;
    this.readyMs = readyMs;
  }

  /** @throws Error when it exits before it prints its URL on standard output. */
  static async start({
    script,
    nodeFlags = [],
    environment = {},
    cores,
  }: ServerOptions): Promise<MeasuredServer> {
    const flags = ['--disable-warning=ExperimentalWarning', ...nodeFlags];
    const [command = '', ...args] = pinned(cores, [process.execPath, ...flags, ...script]);
    const startedAt = performance.now();
    const env = { ...process.env, ...environment };
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const shown = Promise.withResolvers<MeasuredServer>();
    // Reads all output. Otherwise the pipe would fill up and block the server.
    let consoleUrl: string | null = null;
    createInterface(child.stdout).on('line', (line) => {
      const [url] = URL_SHOWN.exec(line) ?? [];
      if (url === undefined) return;
      if (line.includes(CONSOLE_SHOWN)) consoleUrl = url;
      else shown.resolve(new MeasuredServer(child, url, consoleUrl, performance.now() - startedAt));
    });
    child.once('error', shown.reject);
    child.once('exit', () => {
      shown.reject(new Error(`${script.join(' ')} ended before it was ready.`));
    });
    return shown.promise;
  }

  /** Null when the system does not provide the numbers. */
  account(): ProcessAccount | null {
    return accountOf(this.#child.pid ?? 0);
  }

  /** Stops the server gracefully. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), KILL_AFTER_MS);
    await ended;
    clearTimeout(timer);
  }
}
