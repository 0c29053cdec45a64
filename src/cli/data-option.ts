/** `--data`, and the installation behind it. */
import { type Command, Option } from 'commander';
import { systemClock } from '../domain/clock.ts';
import { createOffice, type Office } from '../office.ts';
import { lifetimesOf, settingsSchema } from '../settings.ts';
import { openInstallation } from '../storage/data-directory.ts';

const DATA_DEFAULT = './data';

export function addDataOption(command: Command): Command {
  return command.addOption(
    new Option('--data <dir>', 'data directory of the installation')
      .env('TICKETOFFICE_DATA')
      .default(DATA_DEFAULT),
  );
}

/** Commands end sessions but start none, so how long those live does not matter to them. */
const LIFETIMES = lifetimesOf(settingsSchema.parse({}));

/** Opens the installation, does the work, and closes it whatever happens. */
export async function withOffice<T>(
  directory: string,
  work: (office: Office) => Promise<T>,
): Promise<T> {
  const opened = await openInstallation(directory);
  try {
    const office = await createOffice(opened, systemClock, LIFETIMES);
    return await work(office);
  } finally {
    await opened.stores.close();
  }
}
