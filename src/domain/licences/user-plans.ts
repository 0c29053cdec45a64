/** User plans: licences that assign other licences too. A user has one plan at most. */
import { foldName } from '../names.ts';
import { type LicenceModule, modulesOfPlan } from './licence.ts';

/** Gives one licence to a user, or takes it. */
export interface LicenceChange {
  readonly moduleId: number;
  readonly isAssigned: boolean;
}

/** The value of `extraFlags` for a user plan. */
const USER_PLAN = 1;

export function isUserPlan({ extraFlags }: Pick<LicenceModule, 'extraFlags'>): boolean {
  return extraFlags === USER_PLAN;
}

/** Returns the wanted ids and those that the wanted plans assign. */
export function withPlanModules(
  modules: readonly LicenceModule[],
  wanted: readonly number[],
): readonly number[] {
  return [...new Set([...wanted, ...plannedBy(modules, wanted)])];
}

/**
 * Returns the licences of a user after changes. A plan that is taken takes the modules that it
 * assigned with it.
 */
export function licencesAfter(
  modules: readonly LicenceModule[],
  had: readonly number[],
  changes: readonly LicenceChange[],
): readonly number[] {
  const given = changes.filter(({ isAssigned }) => isAssigned).map(({ moduleId }) => moduleId);
  const taken = changes.filter(({ isAssigned }) => !isAssigned).map(({ moduleId }) => moduleId);
  const takenByPlan = plannedBy(
    modules,
    had.filter((id) => taken.includes(id)),
  );
  const gone = new Set([...taken, ...takenByPlan]);
  return withPlanModules(modules, [...had.filter((id) => !gone.has(id)), ...given]);
}

/** Returns the ids of the modules that the plans among the given modules assign. */
function plannedBy(modules: readonly LicenceModule[], ids: readonly number[]): readonly number[] {
  const plans = modules.filter((module) => ids.includes(module.id) && isUserPlan(module));
  return plans.flatMap((plan) => {
    const names = new Set(modulesOfPlan(plan).map(foldName));
    const planned = modules.filter(
      ({ ownerId, kind, name }) =>
        ownerId === plan.ownerId && kind === 'user' && names.has(foldName(name)),
    );
    return planned.map(({ id }) => id);
  });
}
