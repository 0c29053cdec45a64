/** A project of somebody who tests a client: this package is installed in it, and test runners. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundleTestProgram } from '../../scripts/test-program.ts';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAMS: Readonly<Record<string, string>> = {
  ticketoffice: 'ticketoffice/dist/cli/bin.js',
  vitest: 'vitest/vitest.mjs',
  jest: 'jest/bin/jest.js',
};

export interface Ended {
  readonly code: number | null;
  /** What was printed to standard output and standard error. */
  readonly output: string;
}

export class ClientProject {
  readonly folder: string;
  readonly #groups: ChildProcess[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** The client and its tests of `examples/testing/` are in the folder. */
  static async make(): Promise<ClientProject> {
    const builtPackage = packageFolder();
    const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-project-'));
    const modules = join(folder, 'node_modules');
    await mkdir(join(modules, '.bin'), { recursive: true });
    await symlink(builtPackage, join(modules, 'ticketoffice'));
    for (const name of ['vitest', 'jest', '@types']) {
      await symlink(join(ROOT, 'node_modules', name), join(modules, name));
    }
    for (const [name, file] of Object.entries(PROGRAMS)) {
      await symlink(join('..', file), join(modules, '.bin', name));
    }
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    await cp(join(ROOT, 'examples/testing'), folder, { recursive: true });
    return new ClientProject(folder);
  }

  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  write(name: string, content: string, mode = 0o644): Promise<void> {
    return writeFile(join(this.folder, name), content, { mode });
  }

  /** Runs a shell command in the folder. What it starts in the background runs on. */
  async run(command: string, environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
    const path = [
      join(this.folder, 'node_modules/.bin'),
      dirname(process.execPath),
      process.env['PATH'],
    ];
    const child = spawn('sh', ['-e', '-c', command], {
      cwd: this.folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, PATH: path.join(delimiter), NO_COLOR: '1', ...environment },
    });
    this.#groups.push(child);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const [code, stdout, stderr] = await Promise.all([
      ended,
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, output: stdout + stderr };
  }

  /** Ends what still runs in the background, and removes the folder. */
  async remove(): Promise<void> {
    for (const { pid } of this.#groups) killGroup(pid);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The built package. `npm test` has built it; otherwise it is built now. */
function packageFolder(): string {
  const program = process.env['TEST_PROGRAM'] ?? bundleTestProgram();
  return join(dirname(program), '../..');
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // Nothing of it runs any more.
  }
}
