/** Every environment variable that begins with `TICKETOFFICE_`: others are refused. */
import { unknownName } from '../seed/unknown-name.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { settingVariables } from './settings-input.ts';
import { environmentPrefix, otherVariables } from './variable-names.ts';

export const knownVariables: readonly string[] = [
  ...settingVariables,
  ...Object.values(otherVariables),
];

/**
 * What Kubernetes gives to pods beside a service named `ticketoffice`, wanted or not; and Docker,
 * for links.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const SERVICE_LINK =
  /^(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/;

/** @throws CliError `usage` naming those that there are not, but never what they hold. */
export function requireKnownVariables(
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const unknown = Object.keys(environment).filter(
    (name) =>
      name.startsWith(environmentPrefix) &&
      !knownVariables.includes(name) &&
      !SERVICE_LINK.test(name.slice(environmentPrefix.length)),
  );
  if (unknown.length === 0) return;
  const problems = unknown.map(
    (name) => `environment: ${unknownName('variable', name, knownVariables, environmentPrefix)}`,
  );
  const advice = 'Correct its name or unset it; "ticketoffice serve --help" has the settings.';
  throw new CliError(exitCodes.usage, [...problems, advice].join('\n'));
}
