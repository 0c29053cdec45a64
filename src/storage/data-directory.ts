/**
 * The data directory of an installation. It holds the SQLite database (unless PostgreSQL is used)
 * and the master key file (unless the key comes from elsewhere). The master key seals the keys in
 * the database. Only the owner can read either file.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../domain/errors.ts';
import type { Installation, InstallationPurpose, Stores } from '../domain/installation.ts';
import { createSealedKey, openKeyRing } from '../domain/keys/key-ring.ts';
import type { MasterKeys } from '../domain/keys/master-keys.ts';
import { secretNames } from '../domain/keys/secret-names.ts';
import { addTenant, type NewTenant } from '../domain/tenants/tenant.ts';
import {
  describePlace,
  installationMissing,
  openExistingDatabase,
  openOrMakeDatabase,
  type PostgresPlace,
} from './database-place.ts';
import { type MasterKeySource, obtainMasterKeys, readMasterKeys } from './master-key.ts';
import type { Durability } from './sqlite/database.ts';
import { createStores } from './stores.ts';

const MASTER_KEY_FILE = 'master.key';
const FIRST_KEY_ID = 1;
const FAILED_LOGIN_KEY_BYTES = 32;

export interface OpenedInstallation {
  readonly installation: Installation;
  readonly stores: Stores;
  readonly masterKeys: MasterKeys;
}

export interface NewInstallationOptions {
  readonly purpose?: InstallationPurpose;
  readonly tenant: NewTenant | null;
  readonly masterKey?: MasterKeySource | undefined;
  readonly postgres?: PostgresPlace | null;
  readonly durability?: Durability;
}

/**
 * Creates an installation. The directory may exist, but must not hold an installation.
 *
 * @param options.purpose by default `production`.
 * @param options.tenant the tenant of an on-site installation; null creates an Online one.
 * @param options.masterKey by default a file in the directory.
 * @param options.postgres by default the database is a file in the directory.
 * @param options.durability `temporary` for tests, which discard the data.
 * @throws DomainError `conflict` when an installation exists already.
 */
export async function createInstallation(
  directory: string,
  {
    purpose = 'production',
    tenant,
    masterKey: source,
    postgres = null,
    durability,
  }: NewInstallationOptions,
  nowMs: number,
): Promise<OpenedInstallation> {
  if (!postgres || !source) await makeDirectory(directory);
  const stores = createStores(await openOrMakeDatabase(directory, postgres, { durability }));
  try {
    if (await stores.installation.read()) {
      const place = describePlace(directory, postgres);
      throw new DomainError('conflict', `There is an installation in ${place} already.`);
    }
    const masterKeys = await obtainMasterKeys(source ?? masterKeyIn(directory));
    const installation = await fillInstallation({ stores, masterKeys }, { purpose, tenant }, nowMs);
    return { installation, stores, masterKeys };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** Stores a new installation in an empty database, all or nothing. */
export async function fillInstallation(
  { stores, masterKeys }: Omit<OpenedInstallation, 'installation'>,
  { purpose = 'production', tenant }: Pick<NewInstallationOptions, 'purpose' | 'tenant'>,
  nowMs: number,
): Promise<Installation> {
  const mode = tenant ? 'onsite' : 'online';
  const installation: Installation = { id: randomUUID(), mode, purpose, createdAtMs: nowMs };
  const secrets = await firstSecrets(masterKeys, nowMs);
  await stores.transaction(async (inside) => {
    await inside.installation.create({ installation, ...secrets });
    if (tenant) await addTenant(inside, tenant, nowMs);
  });
  return installation;
}

/** The sealed secrets of a new installation. */
export async function firstSecrets(masterKeys: MasterKeys, nowMs: number) {
  const { id: masterKeyId } = masterKeys.newest;
  const store = { holdSealingKeyId: async () => masterKeyId };
  const key = await createSealedKey(FIRST_KEY_ID, masterKeys, store, nowMs);
  const secret = randomBytes(FAILED_LOGIN_KEY_BYTES);
  const failedLoginKey = await masterKeys.seal(store, secret, secretNames.failedLoginKey());
  return { masterKeyId, key, failedLoginKey };
}

/**
 * @throws DomainError `not-found` when there is no installation; `conflict` when the master key
 * belongs to another one; and the errors of `readMasterKey` and `openSqlite`.
 */
export async function openInstallation(
  directory: string,
  masterKey: MasterKeySource = masterKeyIn(directory),
  postgres: PostgresPlace | null = null,
  mayUseReserve = false,
): Promise<OpenedInstallation> {
  const database = await openExistingDatabase(directory, postgres, { mayUseReserve });
  const stores = createStores(database);
  try {
    const installation = await stores.installation.read();
    if (!installation) throw installationMissing(directory, postgres);
    const masterKeys = await readMasterKeys(masterKey);
    await requireRightKey(stores, masterKeys, describePlace(directory, postgres));
    return { installation, stores, masterKeys };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** @throws DomainError `conflict` when the master key does not open the stored keys. */
export async function requireRightKey(
  stores: Stores,
  masterKeys: MasterKeys,
  place: string,
): Promise<void> {
  const { currentId, previousId } = await stores.masterKey.read();
  const { description } = masterKeys.access;
  if (!(await masterKeys.find(currentId))) {
    const problem = `${description} does not open the keys of ${place}.`;
    const advice = `Give the one with the id ${currentId}: it is in your backup.`;
    throw new DomainError('conflict', `${problem} ${advice}`);
  }
  if (previousId !== null && !(await masterKeys.find(previousId))) {
    const problem = `The master key of ${place} is being rotated, and ${description} is only the new one.`;
    const advice = `Give the key with the id ${previousId} too, in front of it.`;
    throw new DomainError('conflict', `${problem} ${advice}`);
  }
  await openKeyRing(await stores.keys.list(), masterKeys);
}

/** @throws DomainError `conflict` with the reason why the directory cannot be made. */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause;
    const message = `The directory "${directory}" cannot be made (${reason}). Choose another --data.`;
    throw new DomainError('conflict', message, { cause });
  }
}

export function masterKeyIn(directory: string): MasterKeySource {
  return { kind: 'file', file: join(directory, MASTER_KEY_FILE) };
}
