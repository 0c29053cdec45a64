/** The address of the console, as a command finds it in the settings of the server. */
import { isLoopbackHost } from '../http/addresses.ts';
import type { Settings } from '../settings.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/** Addresses that stand for all addresses of the machine. */
const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

/** @throws CliError `usage` when the settings do not tell it. */
export function consoleAddressOf(settings: Settings): string {
  const { consoleUrl, consolePort, consoleHost } = settings;
  if (consoleUrl !== null) return consoleUrl;
  if (consolePort === null || consolePort === 0) {
    const problem =
      consolePort === null
        ? 'The console is off: consolePort is not set.'
        : 'consolePort is 0, so that nobody knows the port.';
    const advice = 'Set it for the server and for this command, or give --console-url.';
    throw new CliError(exitCodes.usage, `${problem} ${advice}`);
  }
  const host = WILDCARDS.includes(consoleHost) ? 'localhost' : consoleHost;
  const name = host.includes(':') ? `[${host}]` : host;
  return `${isLoopbackHost(consoleHost) ? 'http' : 'https'}://${name}:${consolePort}`;
}
