/** Applying a seed on behalf of a command: what changes is printed as it happens. */
import type { Offices } from '../office.ts';
import { tellChange } from '../seed/change.ts';
import { performPlan } from '../seed/perform-plan.ts';
import { type PlanOptions, planSeed } from '../seed/plan-seed.ts';
import type { Seed } from '../seed/seed.ts';
import type { Terminal } from './terminal.ts';

export interface ApplyOptions extends PlanOptions {
  /** Only tells what would change. */
  readonly dryRun?: boolean;
  /** Leaves it to the caller to print what is answered. */
  readonly json?: boolean;
}

/** A change as commands print one. */
export type ToldChange = Readonly<Record<'change' | 'applicationToken', string | undefined>>;

/** @throws DomainError `conflict` before anything is changed, with a line for each reason. */
export async function applySeed(
  offices: Offices,
  seed: Seed,
  terminal: Terminal,
  { prune, dryRun = false, json = false }: ApplyOptions,
): Promise<readonly ToldChange[]> {
  const plan = await planSeed(offices, seed, { prune });
  const told: ToldChange[] = [];
  const tell = (change: string, applicationToken?: string) => {
    told.push({ change, applicationToken });
    if (json) return;
    terminal.print(change);
    if (applicationToken === undefined) return;
    terminal.print(`  application token: ${applicationToken}`);
    terminal.note('It is shown this once: only a hash of it is stored.');
  };
  if (dryRun) for (const change of plan.changes) tell(tellChange(change));
  else await performPlan(offices, plan, ({ line, madeToken }) => tell(line, madeToken?.token));
  if (plan.changes.length === 0) terminal.note('Nothing to change: all is as the seed says.');
  else if (dryRun) terminal.note('This is what would change. Nothing was changed.');
  return told;
}
