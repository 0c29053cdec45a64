/** `--data`, and the installation behind it. */
import { type Command, Option } from 'commander';
import { AuditTrail } from '../domain/audit-trail.ts';
import { auditedStores } from '../domain/audited/audited-stores.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import { type Lifetimes, Offices } from '../office.ts';
import { lifetimesOf, settingsSchema } from '../settings.ts';
import { cachedStores } from '../storage/caching/cached-stores.ts';
import { type OpenedInstallation, openInstallation } from '../storage/data-directory.ts';
import { operatorName } from './operator-name.ts';

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

interface OfficesOfOptions {
  readonly lifetimes: Lifetimes;
  /** How many records of each kind to keep in memory. */
  readonly keptRecordsMax: number;
  readonly clock?: Clock;
}

/**
 * The offices of an installation for a server, which keeps in memory what it reads often. The
 * stores are closed when they cannot be had.
 */
export async function openOffices(
  opened: OpenedInstallation,
  { lifetimes, keptRecordsMax, clock = systemClock }: OfficesOfOptions,
): Promise<Offices> {
  try {
    const feed = await opened.stores.watchChanges();
    const stores = cachedStores(opened.stores, { feed, clock, entriesMax: keptRecordsMax });
    return await Offices.open({ ...opened, stores, clock, lifetimes });
  } catch (error) {
    await opened.stores.close();
    throw error;
  }
}

/**
 * Opens the installation, does the work, and closes it whatever happens. What the work changes is
 * in the audit trail.
 */
export async function withOffices<T>(
  directory: string,
  work: (offices: Offices) => Promise<T>,
): Promise<T> {
  const opened = await openInstallation(directory);
  const trail = new AuditTrail({ store: opened.stores.audit, clock: systemClock });
  const stores = auditedStores(opened.stores, trail, operatorName());
  try {
    const options = { ...opened, stores, clock: systemClock, lifetimes: LIFETIMES };
    return await work(await Offices.open(options));
  } finally {
    await opened.stores.close();
  }
}
