/** The setup of the journal's tests: a server that records its requests, and who sends them. */
import assert from 'node:assert/strict';
import { servedContract } from '../../src/contract/served-contract.ts';
import type { InstallationMode } from '../../src/domain/installation.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import { Journal } from '../../src/journal/journal.ts';
import type { JournalEntry } from '../../src/journal/journal-entry.ts';
import type { JournalLevel } from '../../src/journal/journal-reader.ts';
import type { Settings } from '../../src/settings.ts';
import { settingsSchema } from '../../src/settings.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { addUser, type RegisteredApplication, TestInstallation } from './test-installation.ts';

export interface JournalScene {
  readonly clock: { nowMs: number };
  readonly installation: TestInstallation;
  readonly services: TenantServices;
  readonly journal: Journal;
  /** The URL before `/Remote`, `/api` and `/oauth2`. */
  readonly base: string;
  readonly application: RegisteredApplication;
  /** Has the password `right-secret-1`. */
  readonly anna: Associate;
  /** Returns the only entry since the last call. */
  last(): Promise<JournalEntry>;
}

export const PASSWORD = 'right-secret-1';

export async function openJournalScene(
  mode: InstallationMode = 'onsite',
  settings: Partial<Settings> = {},
  level: JournalLevel = 'messages',
): Promise<JournalScene> {
  const clock = { nowMs: Date.parse('2026-11-22T12:00:00Z') };
  const now = () => clock.nowMs;
  const installation = await TestInstallation.create(mode, { now }, { pause: async () => {} });
  const services =
    mode === 'online' ? await installation.addTenant('Cust12345') : await installation.servicesOf();
  const { servicesVersions, services88Edition } = settingsSchema.parse(settings);
  const contract = servedContract(servicesVersions, services88Edition);
  const onError = (error: unknown) => assert.ifError(error);
  const journal = new Journal({ level, contract, now, onError });
  const origin = await installation.serve(settings, null, undefined, undefined, {
    recorder: journal,
  });
  const last = async () => {
    const [entry, ...others] = await journal.list();
    assert.ok(entry, 'no request was recorded');
    assert.deepEqual(
      others.map(({ number, method, path }) => `${number} ${method} ${path}`),
      [],
    );
    await journal.clear();
    return entry;
  };
  return {
    clock,
    installation,
    services,
    journal,
    base: mode === 'online' ? `${origin}/Cust12345` : origin,
    application: await installation.addApplication('Gateway', { agents: ['User'] }),
    anna: await addUser(services, 'anna', PASSWORD),
    last,
  };
}
