/** `--data`, and the installation behind it. */
import { type Command, Option } from 'commander';
import { systemClock } from '../domain/clock.ts';
import { createOffice, type Lifetimes, type Office } from '../office.ts';
import { lifetimesOf, settingsSchema } from '../settings.ts';
import { type OpenedInstallation, openInstallation } from '../storage/data-directory.ts';

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

/** The office of an installation, whose stores are closed when it cannot be had. */
export async function openOffice(
  opened: OpenedInstallation,
  lifetimes: Lifetimes,
): Promise<Office> {
  try {
    return await createOffice(opened, systemClock, lifetimes);
  } catch (error) {
    await opened.stores.close();
    throw error;
  }
}

/** Opens the installation, does the work, and closes it whatever happens. */
export async function withOffice<T>(
  directory: string,
  work: (office: Office) => Promise<T>,
): Promise<T> {
  const office = await openOffice(await openInstallation(directory), LIFETIMES);
  try {
    return await work(office);
  } finally {
    await office.stores.close();
  }
}
