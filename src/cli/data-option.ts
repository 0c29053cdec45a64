/** `--data`, and the installation behind it. */
import { type Command, Option } from 'commander';
import { systemClock } from '../domain/clock.ts';
import { type Lifetimes, Offices } from '../office.ts';
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

/** The offices of an installation, whose stores are closed when they cannot be had. */
export async function openOffices(
  opened: OpenedInstallation,
  lifetimes: Lifetimes,
): Promise<Offices> {
  try {
    return await Offices.open({ ...opened, clock: systemClock, lifetimes });
  } catch (error) {
    await opened.stores.close();
    throw error;
  }
}

/** Opens the installation, does the work, and closes it whatever happens. */
export async function withOffices<T>(
  directory: string,
  work: (offices: Offices) => Promise<T>,
): Promise<T> {
  const offices = await openOffices(await openInstallation(directory), LIFETIMES);
  try {
    return await work(offices);
  } finally {
    await offices.stores.close();
  }
}
