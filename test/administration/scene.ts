/** A tenant with an administrator and a user without rights, for tests of administration. */
import {
  type Authorised,
  authorise,
  type Permission,
  type UserActor,
} from '../../src/domain/actor.ts';
import type { AuditAction } from '../../src/domain/audit/audit.ts';
import type { ErrorCode } from '../../src/domain/errors.ts';
import type { RoleInput } from '../../src/domain/roles/role.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { assertFails } from '../conformance/check.ts';
import { operator } from '../support/operator.ts';
import {
  addUser,
  administratorRoleId,
  type TestInstallation,
} from '../support/test-installation.ts';

export interface Scene {
  readonly installation: TestInstallation;
  readonly services: TenantServices;
  /** The only administrator. */
  readonly anna: Associate;
  /** Has the role "User level 3". */
  readonly bo: Associate;
  /** An actor with the permission, acting as `anna`. */
  by<P extends Permission>(permission: P): Promise<Authorised<P>>;
}

const caller = { address: '192.0.2.7', userAgent: 'test', requestId: 'r1' };

export async function actorOf(services: TenantServices, user: Associate): Promise<UserActor> {
  const principal = await services.stores.associates.principal(user);
  return { kind: 'user', principal, application: null, caller };
}

let scenes = 0;

/** Adds a tenant with these users. */
export async function makeScene(installation: TestInstallation): Promise<Scene> {
  scenes += 1;
  const services = await installation.addTenant(`Tenant${scenes}`);
  const anna = await addUser(services, 'anna', null, { roleId: administratorRoleId });
  const bo = await addUser(services, 'bo', null);
  const by = async <P extends Permission>(permission: P) =>
    authorise(await actorOf(services, anna), permission);
  return { installation, services, anna, bo, by };
}

/** An operator, who has every permission. */
export function byOperator<P extends Permission>(permission: P): Authorised<P> {
  return authorise(operator, permission);
}

export function roleInput(changes: Partial<RoleInput> = {}): RoleInput {
  return {
    id: 0,
    name: 'Ærø',
    tooltip: '',
    type: 'employee',
    rank: 50,
    usesCategories: false,
    isDeleted: false,
    dataRights: {},
    ...changes,
  };
}

/** Fails unless each of the works is refused with a matching message. */
export async function assertRefused(
  code: ErrorCode,
  works: readonly (readonly [() => Promise<unknown>, RegExp])[],
): Promise<void> {
  for (const [work, message] of works) {
    await assertFails(work(), code, message);
  }
}

/** Must not be in any event. */
export const SECRET = 'not-to-be-told';

/** A different secret for each tenant. */
export function secretOf({ tenant }: TenantServices): string {
  return `${SECRET} ${tenant.contextIdentifier}`;
}

/** A change, and the event that it must record. */
export interface Change {
  readonly prepare?: (scene: Scene) => Promise<unknown>;
  readonly make: (scene: Scene) => Promise<unknown>;
  readonly action: AuditAction;
  /** Fields that the event's detail must contain. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** `reads` for a method that changes nothing, or else the changes that it can make. */
export type Method = 'reads' | readonly Change[];
export type Methods<UseCases> = { readonly [M in keyof UseCases]: Method };
