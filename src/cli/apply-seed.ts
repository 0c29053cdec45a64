/** Applies a seed for a command, and prints the changes. */

import { applySeed as applyToInstallation } from '../seed/apply-seed.ts';
import type { Seed } from '../seed/seed.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import { commandOperator } from './operator-name.ts';
import type { Terminal } from './terminal.ts';

export interface ApplyOptions {
  /** Whether to remove what the seed does not name, in the sections that it has. */
  readonly prune?: boolean | undefined;
  /** Only prints what would change. */
  readonly dryRun?: boolean | undefined;
  /** Prints nothing; the caller prints the returned changes. */
  readonly json?: boolean | undefined;
}

/** A change as commands print it. */
export type ToldChange = Readonly<Record<'change' | 'applicationToken', string | undefined>>;

/** @throws DomainError with a line for each reason. Then nothing has changed. */
export async function applySeed(
  registry: TenantRegistry,
  seed: Seed,
  terminal: Terminal,
  { prune, dryRun = false, json = false }: ApplyOptions,
): Promise<readonly ToldChange[]> {
  const actor = commandOperator();
  const changes = await applyToInstallation(registry, seed, { actor, prune, dryRun });
  const told = changes.map(({ line, madeToken }) => ({
    change: line,
    // A dry run has made and discarded its token.
    applicationToken: dryRun ? undefined : madeToken,
  }));
  for (const { change, applicationToken } of json ? [] : told) {
    terminal.print(change);
    if (applicationToken === undefined) continue;
    terminal.print(`  application token: ${applicationToken}`);
    terminal.note('It is shown this once: only a hash of it is stored.');
  }
  if (changes.length === 0) terminal.note('Nothing to change: all is as the seed says.');
  else if (dryRun) terminal.note('This is what would change. Nothing was changed.');
  return told;
}
