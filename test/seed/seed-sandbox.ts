/** Installations for seed tests, in temporary directories. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { AuditTrail } from '../../src/domain/audit/audit-trail.ts';
import type { InstallationPurpose } from '../../src/domain/installation.ts';
import { PasswordHasher } from '../../src/domain/login/password.ts';
import { onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import { type ApplySeedOptions, applySeed, type SeedTarget } from '../../src/seed/apply-seed.ts';
import { exportSeed, printSeed } from '../../src/seed/export-seed.ts';
import { readSeed } from '../../src/seed/read-seed.ts';
import { type Seed, startingTenantOf } from '../../src/seed/seed.ts';
import type { AppliedChange } from '../../src/seed/seed-run.ts';
import { createInstallation } from '../../src/storage/data-directory.ts';

const NOW_MS = Date.UTC(2031, 4, 17, 9, 30, 0, 123);

type Cleanup = Pick<TestContext, 'after'>;
type Options = Omit<ApplySeedOptions, 'actor'>;

interface SandboxOptions {
  readonly purpose?: InstallationPurpose;
  /** The seed to create the installation from. By default it is created as by `init`. */
  readonly from?: Seed;
  readonly mode?: 'onsite' | 'online';
}

export async function makeTarget(
  context: Cleanup,
  { purpose = 'production', from, mode = 'onsite' }: SandboxOptions = {},
): Promise<SeedTarget> {
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-seed-'));
  const empty = mode === 'onsite' ? onsiteTenant('Fjord Shipping AS') : null;
  const tenant = from ? startingTenantOf(from) : empty;
  const made = { purpose, tenant, durability: 'temporary' } as const;
  const { installation, stores, masterKeys } = await createInstallation(directory, made, NOW_MS);
  context.after(async () => {
    await stores.close();
    await rm(directory, { recursive: true });
  });
  let nowMs = NOW_MS;
  const clock = {
    now: () => {
      nowMs += 1;
      return nowMs;
    },
  };
  const audit = new AuditTrail({ store: stores.audit, clock });
  const loginGuard = { attempt: async () => null, unlock: async () => {} };
  const of = () => ({ loginGuard });
  const passwordHasher = new PasswordHasher();
  return { installation, stores, masterKeys, passwordHasher, audit, clock, of };
}

export function seedOfText(text: string): Seed {
  return readSeed(text, 'seed.yaml');
}

export function applyText(
  target: SeedTarget,
  text: string,
  options: Options = {},
): Promise<readonly AppliedChange[]> {
  const actor = { kind: 'operator', name: 'root@crm1', role: 'operator', caller: null } as const;
  return applySeed(target, seedOfText(text), { actor, ...options });
}

export async function applyLines(
  target: SeedTarget,
  text: string,
  options: Options = {},
): Promise<readonly string[]> {
  return (await applyText(target, text, options)).map(({ line }) => line);
}

/** The lines of the changes that a seed would make. */
export function planText(
  target: SeedTarget,
  text: string,
  options: Options = {},
): Promise<readonly string[]> {
  return applyLines(target, text, { ...options, dryRun: true });
}

export async function exportText({ installation, stores }: SeedTarget): Promise<string> {
  return printSeed(await exportSeed(installation, stores));
}

/** The content of all tenants, without times and authors. */
export async function everything({ stores }: SeedTarget): Promise<object> {
  const tenants: object[] = [];
  for (const tenant of await stores.tenants.list(0, 1000)) {
    const { passwordPolicies, ...others } = stores.ofTenant(tenant.id);
    const { associates, persons, contacts, roles, groups, licences } = others;
    const users = await associates.list(0, 1000);
    const allRoles = await roles.list();
    const ids = allRoles.map(({ id }) => id);
    tenants.push({
      tenant: tenant.contextIdentifier,
      isSuspended: tenant.suspendedAtMs !== null,
      rights: await roles.listRights(),
      roles: allRoles.map((role) => ({ ...role, createdAtMs: 0, updatedAtMs: 0 })),
      rightIds: await roles.rightIds(ids),
      dataRights: await roles.dataRights(ids),
      groups: await groups.list(),
      owners: await licences.listOwners(),
      modules: await licences.listModules(),
      assigned: await licences.assignedTo(users.map(({ id }) => id)),
      persons: await persons.list(0, 1000),
      contacts: await contacts.list(0, 1000),
      details: await associates.details(users.map(({ id }) => id)),
      policy: await passwordPolicies.find(),
      users: users.map((user) => ({
        ...user,
        createdAtMs: 0,
        generation: 0,
        disabledAtMs: user.disabledAtMs === null ? null : 0,
        retiredAtMs: user.retiredAtMs === null ? null : 0,
      })),
    });
  }
  return tenants;
}
