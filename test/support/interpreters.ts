/** Interpreters of other languages, for tests that run programs where these are installed. */
import { spawnSync } from 'node:child_process';

/** What runs a program: a command and its first arguments. */
export type Interpreter = readonly [command: string, ...args: string[]];

/** The first command that, given the arguments, succeeds and prints what is expected. */
export function findInterpreter(
  commands: readonly Interpreter[],
  args: readonly string[],
  expected: RegExp,
): Interpreter | null {
  const isThere = ([command, ...options]: Interpreter) => {
    const { status, output } = spawnSync(command, [...options, ...args], { encoding: 'utf8' });
    return status === 0 && expected.test(output.join(''));
  };
  return commands.find(isThere) ?? null;
}

export interface InstalledToolkit {
  /** Null when it is not installed. */
  readonly interpreter: Interpreter | null;
  /** What must be installed for it. */
  readonly needs: string;
}

/** PHP would keep the WSDL of every server that it meets in the folder for temporary files. */
export const phpSoap: InstalledToolkit = {
  interpreter: findInterpreter([['php', '-d', 'soap.wsdl_cache_enabled=0']], ['-m'], /^soap$/m),
  needs: 'PHP with the extension soap',
};

/** A Python from the system may have modules that the first one in the path has not. */
export const pythonZeep: InstalledToolkit = {
  interpreter: findInterpreter([['python3'], ['/usr/bin/python3']], ['-c', 'import zeep'], /^$/),
  needs: 'Python 3 with the module zeep',
};
