/** Where the console of a demo or a test server is. */
import type { Settings } from '../settings.ts';

const PORT_MAX = 65_535;

/** The console is at the next port, unless it was given another. */
export function withConsole(settings: Settings): Settings {
  const { port, consolePort } = settings;
  const next = port === 0 || port === PORT_MAX ? 0 : port + 1;
  return { ...settings, consolePort: consolePort ?? next };
}
