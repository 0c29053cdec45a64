/** Runs the command line in a separate process, for tests with signals. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { MAIN } from './program.ts';

/** How a process ended: with an exit code or by a signal. */
export type Exit = number | NodeJS.Signals;

export class ServerProcess {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #wake = Promise.withResolvers<void>();
  #ended = false;
  #stderr = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    const { stdout, stderr } = child;
    assert.ok(stdout && stderr);
    createInterface(stdout).on('line', (line) => {
      this.#lines.push(line);
      this.#changed();
    });
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.#ended = true;
        this.#changed();
        resolve(code ?? signal ?? 1);
      });
    });
  }

  /** Starts a process. It is killed at the latest when the test ends. */
  static start(
    context: Pick<TestContext, 'after'>,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    main = MAIN,
  ): ServerProcess {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', main, ...args],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } },
    );
    const server = new ServerProcess(child);
    context.after(async () => {
      child.kill('SIGKILL');
      await server.exited;
    });
    return server;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get stdout(): string {
    return this.#lines.join('\n');
  }

  kill(signal: NodeJS.Signals): void {
    assert.ok(this.#child.kill(signal), `${signal} reached nobody`);
  }

  /** Waits for a line of standard output that matches, and returns the match. */
  async waitForLine(pattern: RegExp): Promise<RegExpExecArray> {
    for (let index = 0; ; index += 1) {
      while (index >= this.#lines.length) {
        assert.ok(!this.#ended, `ended before ${pattern}: ${this.stdout}\n${this.#stderr}`);
        await this.#wake.promise;
      }
      const match = pattern.exec(this.#lines[index] ?? '');
      if (match) return match;
    }
  }

  /** Waits until standard output is as expected. */
  async waitFor(isExpected: (stdout: string) => boolean): Promise<void> {
    while (!isExpected(this.stdout)) {
      assert.ok(!this.#ended, `ended too early: ${this.stdout}\n${this.#stderr}`);
      await this.#wake.promise;
    }
  }

  /** Waits until the server is ready, and returns its URL from the log. */
  async ready(): Promise<string> {
    const [line] = await this.waitForLine(/^\{.*"msg":"ready".*\}$/);
    const record: unknown = JSON.parse(line);
    assert.ok(typeof record === 'object' && record !== null && 'url' in record);
    return String(record.url);
  }

  #changed(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}
