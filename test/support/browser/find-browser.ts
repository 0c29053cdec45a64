/**
 * Finds a browser for the tests of the console: the one that `TICKETOFFICE_TEST_BROWSER` names, one
 * in the PATH, or the one that `npm ci` brings on Linux.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { unpackBrowser } from './unpack-browser.ts';

export interface BrowserProgram {
  readonly executablePath: string;
  /** Added to the environment in which it runs. */
  readonly environment: Readonly<Record<string, string>>;
}

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];
const VARIABLE = 'TICKETOFFICE_TEST_BROWSER';

const MISSING =
  `No browser was found. Install Chromium, Chrome or Edge, or name its program in ${VARIABLE}. ` +
  'On Linux x64, npm ci brings one.';

/**
 * Why tests that need a browser are skipped; false if there is one. With `CI=true` none is skipped,
 * and `findBrowser` fails.
 */
export const skipWithoutBrowser: string | false =
  process.env['CI'] === 'true' || installed() !== null || isBrought() ? false : MISSING;

/** @throws Error if there is none. */
export async function findBrowser(): Promise<BrowserProgram> {
  const executablePath = installed();
  if (executablePath !== null) return { executablePath, environment: {} };
  if (isBrought()) return unpackBrowser();
  throw new Error(MISSING);
}

function installed(): string | null {
  const named = process.env[VARIABLE];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find(isProgram) ?? null;
}

function isBrought(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
