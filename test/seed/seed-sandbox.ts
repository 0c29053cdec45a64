/** Installations to apply seeds to, in directories that go with the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Principal } from '../../src/domain/associate.ts';
import { PasswordHasher } from '../../src/domain/password.ts';
import { onsiteTenant } from '../../src/domain/tenant.ts';
import { tellChange } from '../../src/seed/change.ts';
import { type PerformedChange, performPlan } from '../../src/seed/perform-plan.ts';
import { type PlanOptions, planSeed, type SeedTarget } from '../../src/seed/plan-seed.ts';
import { readPresentSeed } from '../../src/seed/present-seed.ts';
import { printSeed } from '../../src/seed/print-seed.ts';
import { readSeed } from '../../src/seed/read-seed.ts';
import { type Seed, startingTenantOf } from '../../src/seed/seed.ts';
import { createInstallation } from '../../src/storage/data-directory.ts';

const NOW_MS = Date.UTC(2031, 4, 17, 9, 30, 0, 123);

type Cleanup = Pick<TestContext, 'after'>;

interface SandboxOptions {
  readonly demo?: boolean;
  /** To make the installation from; else it is made as `init` makes one. */
  readonly from?: Seed;
  readonly mode?: 'onsite' | 'online';
}

export async function makeTarget(
  context: Cleanup,
  { demo = false, from, mode = 'onsite' }: SandboxOptions = {},
): Promise<SeedTarget> {
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-seed-'));
  const empty = mode === 'onsite' ? onsiteTenant('Fjord Shipping AS') : null;
  const tenant = from ? startingTenantOf(from) : empty;
  const { installation, stores } = await createInstallation(directory, { demo, tenant }, NOW_MS);
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
  return { installation, stores, passwords: new PasswordHasher(), clock };
}

export function seedOfText(text: string): Seed {
  return readSeed(text, 'seed.yaml');
}

/** The lines of the changes that would be made. */
export async function planText(
  target: SeedTarget,
  text: string,
  options: PlanOptions = {},
): Promise<readonly string[]> {
  return (await planSeed(target, seedOfText(text), options)).changes.map(tellChange);
}

export async function applyText(
  target: SeedTarget,
  text: string,
  options: PlanOptions = {},
): Promise<readonly PerformedChange[]> {
  return performPlan(target, await planSeed(target, seedOfText(text), options));
}

export async function applyLines(
  target: SeedTarget,
  text: string,
  options: PlanOptions = {},
): Promise<readonly string[]> {
  return (await applyText(target, text, options)).map(({ line }) => line);
}

export async function exportText({ installation, stores }: SeedTarget): Promise<string> {
  return printSeed(await readPresentSeed(installation, stores));
}

/** Everybody with everything, but for what tells when and how often. */
export async function allPrincipals({ stores }: SeedTarget): Promise<readonly object[]> {
  const principals: object[] = [];
  for (const tenant of await stores.tenants.list(0, 1000)) {
    const { associates } = stores.ofTenant(tenant.id);
    for (const associate of await associates.list(0, 1000)) {
      const principal = await associates.principal(associate);
      principals.push({ tenant: tenant.contextIdentifier, ...withoutTimes(principal) });
    }
  }
  return principals;
}

function withoutTimes({ associate, role, licenses }: Principal): object {
  const disabled = associate.disabledAtMs !== null;
  const timeless = { createdAtMs: 0, disabledAtMs: null, generation: 0 };
  return { associate: { ...associate, ...timeless }, disabled, role, licenses };
}
