/** Interpreters of other languages, for tests that are skipped if they are not installed. */
import { spawnSync } from 'node:child_process';

/** The command and first arguments that run a program. */
export type Interpreter = readonly [command: string, ...args: string[]];

/** Returns the first command that succeeds with the arguments and prints the expected text. */
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
  /** Null if it is not installed. */
  readonly interpreter: Interpreter | null;
  /** The names of what must be installed, for the message of a skipped test. */
  readonly needs: string;
}

/** Disables the WSDL cache, which PHP would keep in the folder for temporary files. */
export const phpSoap: InstalledToolkit = {
  interpreter: findInterpreter([['php', '-d', 'soap.wsdl_cache_enabled=0']], ['-m'], /^soap$/m),
  needs: 'PHP with the extension soap',
};

/** Prefers the system's Python, which may have modules that the first one in the path lacks. */
export const pythonZeep: InstalledToolkit = {
  interpreter: findInterpreter([['python3'], ['/usr/bin/python3']], ['-c', 'import zeep'], /^$/),
  needs: 'Python 3 with the module zeep',
};

/** Authlib's client needs the module requests. */
export const pythonAuthlib: InstalledToolkit = {
  interpreter: findInterpreter(
    [['python3'], ['/usr/bin/python3']],
    ['-c', 'import authlib, requests, zeep'],
    /^$/,
  ),
  needs: 'Python 3 with the modules authlib, requests and zeep',
};

/**
 * The file of PHP that loads league/oauth2-client, as Composer writes it. Debian has no package of
 * this library.
 */
export const phpLeagueLoader = process.env['PHP_OAUTH2_CLIENT_AUTOLOAD'] ?? null;
