/** Every environment variable that begins with `TICKETOFFICE_`: others are refused. */
import { unknownName } from '../seed/unknown-name.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { isServiceLink } from './service-links.ts';
import { settingVariables } from './settings-input.ts';
import { environmentPrefix, otherVariables } from './variable-names.ts';

export const knownVariables: readonly string[] = [
  ...settingVariables,
  ...Object.values(otherVariables),
];

/** @throws CliError `usage` naming those that there are not, but never what they hold. */
export function requireKnownVariables(
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const unknown = Object.keys(environment).filter(
    (name) =>
      name.startsWith(environmentPrefix) &&
      !knownVariables.includes(name) &&
      !isServiceLink(name, environment[name] ?? ''),
  );
  if (unknown.length === 0) return;
  const problems = unknown.map(
    (name) => `environment: ${unknownName('variable', name, knownVariables, environmentPrefix)}`,
  );
  const advice = 'Correct its name or unset it; "ticketoffice serve --help" has the settings.';
  throw new CliError(exitCodes.usage, [...problems, advice].join('\n'));
}
