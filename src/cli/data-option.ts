/** `--data`, and the installation behind it. */
import { type Command, Option } from 'commander';
import { systemClock } from '../domain/clock.ts';
import { createOffice, type Office } from '../office.ts';
import { openInstallation } from '../storage/data-directory.ts';
import { readSettings } from './settings-input.ts';
import type { Terminal } from './terminal.ts';

const DATA_DEFAULT = './data';

export function addDataOption(command: Command): Command {
  return command.addOption(
    new Option('--data <dir>', 'data directory of the installation')
      .env('TICKETOFFICE_DATA')
      .default(DATA_DEFAULT),
  );
}

/** Opens the installation, does the work, and closes it whatever happens. */
export async function withOffice<T>(
  directory: string,
  terminal: Terminal,
  work: (office: Office) => Promise<T>,
): Promise<T> {
  const settings = await readSettings({}, directory, terminal);
  const opened = await openInstallation(directory);
  try {
    const office = await createOffice(opened, systemClock, {
      ticketLifetimeMs: settings.ticketLifetimeSeconds * 1000,
      accessTokenLifetimeMs: settings.accessTokenLifetimeSeconds * 1000,
    });
    return await work(office);
  } finally {
    await opened.stores.close();
  }
}
