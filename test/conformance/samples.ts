/** Sample records, for tests that do not depend on their content. */

import { randomUUID } from 'node:crypto';
import type { ApplicationProfile } from '../../src/domain/applications/application.ts';
import { plainApplication } from '../../src/domain/applications/application.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { NewUserGroup } from '../../src/domain/groups/user-group.ts';
import type { NewInstallation, Stores, TenantStores } from '../../src/domain/installation.ts';
import type { SealedKey } from '../../src/domain/keys/key-ring.ts';
import type { PublicKey } from '../../src/domain/keys/public-key.ts';
import type {
  LicenceModule,
  NewLicenceModule,
  NewLicenceOwner,
} from '../../src/domain/licences/licence.ts';
import type { PasswordPolicy } from '../../src/domain/passwords/password-policy.ts';
import type { PasswordReset } from '../../src/domain/passwords/password-reset.ts';
import { createPerson, type PersonProfile } from '../../src/domain/persons/person.ts';
import type { FunctionalRight } from '../../src/domain/roles/functional-right.ts';
import type { NewRole } from '../../src/domain/roles/role.ts';
import type { NewCsSession } from '../../src/domain/sessions/cs-session.ts';
import type { Ticket, TicketState } from '../../src/domain/sessions/ticket.ts';
import type { NewTenant } from '../../src/domain/tenants/tenant.ts';
import {
  type Associate,
  type AssociateProfile,
  createProfile,
} from '../../src/domain/users/associate.ts';

/** A time that needs more than 32 bits. */
export const NOW_MS = Date.UTC(2031, 4, 17, 9, 30, 0, 123);
export const NO_SUCH_ID = 2_000_000_000;

export function sampleInstallation(changes: Partial<NewInstallation> = {}): NewInstallation {
  return {
    installation: {
      id: randomUUID(),
      mode: 'onsite',
      purpose: 'production',
      createdAtMs: NOW_MS,
    },
    key: sampleTokenKey(1),
    masterKeyId: '0123456789abcdef',
    failedLoginKey: new Uint8Array([0, 255, 1]),
    ...changes,
  };
}

export function sampleTokenKey(id: number, changes: Partial<SealedKey> = {}): SealedKey {
  const sealed = new Uint8Array([0, 1, 127, 128, 255, 0]);
  return { id, sealed, createdAtMs: NOW_MS, retiredAtMs: null, ...changes };
}

export function sampleTenant(contextIdentifier: string): NewTenant {
  return { contextIdentifier, companyName: 'Smørrebrød & Sønner 株式会社' };
}

/** The only tenant of a database. Others may create it concurrently. */
export async function obtainSampleTenant(stores: Stores): Promise<TenantStores> {
  const tenant = { contextIdentifier: '', companyName: '' };
  try {
    return stores.ofTenant((await stores.tenants.add(tenant, NOW_MS)).id);
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'conflict')) throw error;
    return stores.ofTenant((await stores.tenants.find(''))?.id ?? NO_SUCH_ID);
  }
}

/** Profiles with different names do not conflict. */
export function sampleApplication(
  name: string,
  changes: Partial<ApplicationProfile> = {},
): ApplicationProfile {
  return {
    ...plainApplication,
    clientId: `client-${name}`,
    name,
    tenantIds: [],
    ...changes,
  };
}

/** Only the test reads it. */
export function sampleKey(keyId: string): PublicKey {
  return { keyId, jwk: { kty: 'OKP', crv: 'Ed25519', x: keyId } };
}

export function sampleRole(changes: Partial<NewRole> = {}): NewRole {
  return {
    name: 'Employee',
    tooltip: '',
    type: 'employee',
    rank: 1,
    isDeleted: false,
    usesCategories: false,
    createdAtMs: NOW_MS,
    createdBy: 0,
    updatedAtMs: NOW_MS,
    updatedBy: 0,
    ...changes,
  };
}

export function sampleRight(name: string, changes: Partial<FunctionalRight> = {}) {
  const texts = { name, label: '', description: '' };
  return {
    ...texts,
    roleType: 'employee',
    requiredModule: null,
    isBuiltIn: false,
    ...changes,
  } as const;
}

export function sampleGroup(name: string, changes: Partial<NewUserGroup> = {}): NewUserGroup {
  return { name, tooltip: '', rank: 1, isDeleted: false, ...changes };
}

export function sampleOwner(name: string, changes: Partial<NewLicenceOwner> = {}): NewLicenceOwner {
  return { name, description: '', expiresAtMs: null, ...changes };
}

/** A module of the kind that is assigned to users. */
export function sampleModule(
  ownerId: number,
  name: string,
  changes: Partial<NewLicenceModule> = {},
): NewLicenceModule {
  return {
    ownerId,
    name,
    description: '',
    tooltip: '',
    version: '1',
    kind: 'user',
    isUnrestricted: false,
    seats: 10,
    extraFlags: 0,
    allowedTypes: [],
    extraInfo: '',
    sortOrder: 1,
    isHidden: false,
    prerequisite: null,
    ...changes,
  };
}

/** Adds a licence owner with a module. */
export async function addSampleModule(
  { licences }: TenantStores,
  changes: Partial<NewLicenceModule> = {},
): Promise<LicenceModule> {
  const owner = await licences.addOwner(sampleOwner('owner'));
  return licences.addModule(sampleModule(owner.id, 'module', changes));
}

/** Adds a role, a group and a person. Returns a profile with all. */
export async function addSampleProfile(stores: TenantStores): Promise<AssociateProfile> {
  const role = await stores.roles.add(sampleRole());
  const group = await stores.groups.add(sampleGroup('Everyone'));
  const personId = await addSamplePerson(stores, { firstName: 'Anna', lastName: 'Ærø' });
  return createProfile('anna', role.id, group.id, { personId });
}

/** A person without a contact. */
export function samplePerson(changes: Partial<PersonProfile> = {}): PersonProfile {
  return createPerson({ firstName: 'Bo', ...changes });
}

/** Returns the id of the person. */
export async function addSamplePerson(
  { persons }: TenantStores,
  changes: Partial<PersonProfile> = {},
): Promise<number> {
  return (await persons.add(samplePerson(changes))).id;
}

export async function addSampleAssociate(stores: TenantStores): Promise<Associate> {
  return stores.associates.add(await addSampleProfile(stores), null, NOW_MS);
}

export function samplePolicy(changes: Partial<PasswordPolicy> = {}): PasswordPolicy {
  return {
    charactersMin: 12,
    digitsMin: 1,
    specialCharactersMin: 2,
    lowerCaseMin: 3,
    upperCaseMin: 4,
    message: 'Ærø: tolv tegn',
    ...changes,
  };
}

export function sampleReset(
  associateId: number,
  changes: Partial<PasswordReset> = {},
): PasswordReset {
  return {
    associateId,
    tokenHash: 'token',
    email: 'anna@example.com',
    generation: 1,
    expiresAtMs: NOW_MS + 3_600_000,
    ...changes,
  };
}

/** A live ticket of the associate. */
export function sampleTicket(
  associate: Pick<Associate, 'id' | 'generation'>,
  changes: Partial<Ticket> = {},
): Ticket {
  return {
    id: randomUUID(),
    secretHash: '7S:LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=',
    associateId: associate.id,
    generation: associate.generation,
    parentId: null,
    accessTokenId: null,
    tokensFromMs: 0,
    issuedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 3_600_000,
    lastUsedAtMs: NOW_MS,
    lastUsedFrom: '192.0.2.1',
    lastUsedBy: null,
    ...changes,
  };
}

export function stateOf({
  parentId: _parentId,
  accessTokenId: _accessTokenId,
  lastUsedFrom: _lastUsedFrom,
  lastUsedBy: _lastUsedBy,
  ...state
}: Ticket): TicketState {
  return state;
}

/** Adds a live ticket. */
export async function addSampleTicket(
  stores: TenantStores,
  associate: Associate,
  changes: Partial<Ticket> = {},
): Promise<Ticket> {
  const ticket = sampleTicket(associate, changes);
  await stores.tickets.add(ticket);
  return ticket;
}

export function sampleCsSession(
  associate: Pick<Associate, 'id'>,
  changes: Partial<NewCsSession> = {},
): NewCsSession {
  return {
    keyHash: 'c29tZS1oYXNo',
    associateId: associate.id,
    csUserId: 17,
    ticketId: randomUUID(),
    clientAddress: '2001:db8::1',
    origin: 'soap',
    startedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 3_600_000,
    ...changes,
  };
}
