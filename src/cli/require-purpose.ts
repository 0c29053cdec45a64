/** Each command that serves data serves only data that was made for it. */
import type { InstallationPurpose } from '../domain/installation.ts';
import type { OpenedInstallation } from '../storage/data-directory.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

const descriptions: Readonly<Record<InstallationPurpose, string>> = {
  production: 'data for production. Serve it with "ticketoffice serve", or use another --data.',
  demo:
    'data of a demo, whose password everybody knows. Make an installation of your own with ' +
    '"ticketoffice init".',
  test:
    'data of a test server, which gives tickets without passwords. Make an installation of your ' +
    'own with "ticketoffice init".',
};

/**
 * @param directory for the message.
 * @throws CliError `conflict` for an installation of another purpose. It is closed then.
 */
export async function requirePurpose(
  purpose: InstallationPurpose,
  opened: OpenedInstallation,
  directory: string,
): Promise<OpenedInstallation> {
  const { installation, stores } = opened;
  if (installation.purpose === purpose) return opened;
  await stores.close();
  throw new CliError(
    exitCodes.conflict,
    `${directory} holds ${descriptions[installation.purpose]}`,
  );
}
