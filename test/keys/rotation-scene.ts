/** An installation with a secret of each kind, whose master key is in memory. */
import assert from 'node:assert/strict';
import { authorise } from '../../src/domain/actor.ts';
import type { Application } from '../../src/domain/applications/application.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { Installation, Stores } from '../../src/domain/installation.ts';
import { masterKeyIdOf } from '../../src/domain/keys/sealing.ts';
import { addTenant, onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import { lifetimesOf, settingsSchema } from '../../src/settings.ts';
import { firstSecrets } from '../../src/storage/data-directory.ts';
import { TenantRegistry, type TenantServices } from '../../src/tenant-services.ts';
import { actorOf } from '../administration/scene.ts';
import { sampleApplication, sampleInstallation } from '../conformance/samples.ts';
import {
  type MemorySource,
  memoryMasterKeys,
  memorySource,
} from '../support/memory-master-keys.ts';
import { asOperator, operator } from '../support/operator.ts';
import { addUser } from '../support/test-installation.ts';

const lifetimes = lifetimesOf(settingsSchema.parse({}));

/** The secrets that a user has stored. */
export interface KeptSecrets {
  readonly user: Associate;
  /** Secrets of untrusted credentials by public value. */
  readonly credentials: Map<string, string>;
  readonly serviceAuthId: number;
  readonly externalTokenKey: string;
  readonly accessToken: string;
}

export interface RotationScene {
  readonly stores: Stores;
  readonly source: MemorySource;
  readonly kept: KeptSecrets;
}

/** Opens the database like a process that starts. */
export async function openNode(
  stores: Stores,
  source: MemorySource,
  { clock = systemClock, isWritable = true } = {},
): Promise<TenantRegistry> {
  const installation = (await stores.installation.read()) as Installation;
  const masterKeys = memoryMasterKeys(source, clock, isWritable);
  return TenantRegistry.open({ installation, stores, masterKeys, clock, lifetimes });
}

export async function servicesOf(registry: TenantRegistry): Promise<TenantServices> {
  const tenant = await registry.stores.tenants.find('');
  assert.ok(tenant);
  return registry.of(tenant);
}

/** Stores credentials of the user. */
export async function keepCredentials(
  services: TenantServices,
  user: Associate,
  publicValue: string,
  secret: string,
): Promise<void> {
  const actor = authorise(await actorOf(services, user), 'keep-secrets');
  const times = { validFromMs: null, validToMs: null };
  const texts = { publicValue, secret, comment: '' };
  const input = { ...texts, ...times, isActive: true };
  await services.untrustedCredentials.save(actor, null, 'imap', input);
}

export async function createRotationScene(stores: Stores, count = 2): Promise<RotationScene> {
  const source = memorySource();
  const secrets = await firstSecrets(memoryMasterKeys(source), 1);
  await stores.installation.create(sampleInstallation(secrets));
  await stores.transaction((inside) => addTenant(inside, onsiteTenant(''), 1));
  const registry = await openNode(stores, source);
  await registry.signingKeys.current('ES256');
  await registry.tokenKeys.rotate(operator);
  const services = await servicesOf(registry);
  const user = await addUser(services, 'anna', null);
  const actor = authorise(await actorOf(services, user), 'keep-secrets');
  const credentials = new Map<string, string>();
  for (let index = 0; index < count; index += 1) {
    await keepCredentials(services, user, `mail ${index}`, `secret ${index}`);
    credentials.set(`mail ${index}`, `secret ${index}`);
  }
  const texts = { server: 'a', port: 1, authType: '', userName: '', password: 'p4ss' };
  const { id: serviceAuthId } = await services.serviceAuths.save(actor, { id: 0, ...texts });
  const tokens = { provider: 'a', accessToken: 't0ken', refreshToken: '', claims: '' };
  const externalTokenKey = await services.externalTokens.save(actor, tokens);
  const application = sampleApplication('Sync', { tenantIds: 'all', serverToServer: true });
  await stores.applications.add(application, 'hash', 1);
  await services.consents.give(asOperator('administer-consents'), await syncOf(stores));
  await registry.tokenKeys.freshen();
  const accessToken = registry.accessTokenCodec.seal({
    contextIdentifier: '',
    validFromMs: 0,
    validToMs: 1,
    associateId: user.id,
    ticketId: '01234567-89ab-cdef-0123-456789abcdef',
    applicationId: null,
    csSession: null,
  });
  return {
    stores,
    source,
    kept: { user, credentials, serviceAuthId, externalTokenKey, accessToken },
  };
}

async function syncOf({ applications }: Stores): Promise<Application> {
  const found = await applications.findByName('Sync');
  assert.ok(found);
  return found;
}

/** Reads every secret with the keys of the source. */
export async function assertAllOpen(registry: TenantRegistry, kept: KeptSecrets): Promise<void> {
  const services = await servicesOf(registry);
  const actor = authorise(await actorOf(services, kept.user), 'keep-secrets');
  const listed = await services.untrustedCredentials.list(actor, null, 'imap');
  assert.deepEqual(
    new Map(listed.map(({ publicValue, secret }) => [publicValue, secret])),
    kept.credentials,
  );
  const login = await services.serviceAuths.find(actor, kept.serviceAuthId);
  assert.equal(login?.password, 'p4ss');
  const tokens = await services.externalTokens.find(actor, kept.externalTokenKey);
  assert.equal(tokens?.accessToken, 't0ken');
  const systemToken = await services.consents.systemTokenOf(await syncOf(registry.stores));
  assert.match(systemToken ?? '', /^Sync-/);
  assert.equal((await registry.signingKeys.published()).length, 1);
  assert.equal(typeof registry.accessTokenCodec.open(kept.accessToken), 'object');
}

/** Returns the ids of the master keys that seal something, each once. */
export async function sealingKeyIds(stores: Stores, { keys }: MemorySource) {
  const ids: string[] = [];
  for (const { id } of keys) {
    if ((await stores.sealedSecrets.count(id)) > 0) ids.push(id);
  }
  const nameKey = await stores.masterKey.readFailedLoginKey();
  assert.ok(ids.includes(masterKeyIdOf(nameKey)));
  return ids;
}
