/** The details of users: their limits, and how they are saved. */
import type { Authorised } from '../actor.ts';
import { type ChangeScope, changedFields, type TenantChanges } from '../changes.ts';
import { type FieldProblems, ValidationError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { textProblem } from '../names.ts';
import { requireManaged } from './administered.ts';
import { type Associate, type AssociateDetails, type FieldValues, noDetails } from './associate.ts';

const SIGNATURE_CHARACTERS_MAX = 100_000;
const MESSAGE_CHARACTERS_MAX = 255;
const CATEGORIES_MAX = 1000;
const ID_MAX = 2 ** 31 - 1;

/** Limits of a dictionary of fields. */
export const fieldLimits = {
  keyCharactersMax: 254,
  valueCharactersMax: 3999,
  fieldsMax: 200,
  /** Of all keys and values together. */
  charactersMax: 100_000,
} as const;

export class UserDetails {
  readonly #changes: TenantChanges;

  constructor(changes: TenantChanges) {
    this.#changes = changes;
  }

  /**
   * Changes the given details. Records no event if they stay as they are.
   *
   * @throws ValidationError; DomainError `not-found`; `not-permitted` if the user is mightier than
   * the actor.
   */
  change(
    actor: Authorised<'administer-users'>,
    id: number,
    given: Partial<AssociateDetails>,
  ): Promise<void> {
    return this.#changes.run(actor, async (scope) => {
      const user = await requireManaged(scope.stores.associates, actor, { id });
      const fields = await saveDetails(scope, user, given);
      if (fields === '') return;
      scope.record({ action: 'user-changed', user: user.name, detail: { userId: id, fields } });
    });
  }
}

/**
 * Saves the given details in the transaction of a change. Returns the names of the fields that
 * change, separated by spaces.
 *
 * @throws ValidationError
 */
async function saveDetails(
  { stores: { associates } }: Pick<ChangeScope<TenantStores>, 'stores'>,
  { id }: Pick<Associate, 'id'>,
  given: Partial<AssociateDetails>,
): Promise<string> {
  const before = (await associates.details([id])).get(id) ?? noDetails;
  const after = { ...before, ...given };
  const ticketCategoryIds = [...new Set(after.ticketCategoryIds)].sort((a, b) => a - b);
  const saved = { ...after, ticketCategoryIds };
  const problems = detailsProblems(saved);
  if (problems.size > 0) throw new ValidationError(problems);
  const fields = changedFields(comparable(before), comparable(saved));
  if (fields !== '') await associates.setDetails(id, saved);
  return fields;
}

/** Returns the first problem of each field, by its name in the contract. */
export function detailsProblems(details: AssociateDetails): FieldProblems {
  const { requestSignature, absenceMessage, ticketCategoryIds } = details;
  const problems: readonly (readonly [string, string | null])[] = [
    ['RequestSignature', textProblem('signature', requestSignature, SIGNATURE_CHARACTERS_MAX)],
    ['Message', textProblem('absence message', absenceMessage, MESSAGE_CHARACTERS_MAX)],
    ['TicketCategories', categoriesProblem(ticketCategoryIds)],
    ['ExtraFields', fieldsProblem(details.extraFields)],
    ['CustomFields', fieldsProblem(details.customFields)],
  ];
  return new Map(problems.flatMap(([field, it]) => (it === null ? [] : [[field, it]])));
}

function categoriesProblem(ids: readonly number[]): string | null {
  if (ids.length > CATEGORIES_MAX) {
    return `There are ${ids.length} request categories. A user has ${CATEGORIES_MAX} at most.`;
  }
  const wrong = ids.find((id) => !Number.isInteger(id) || id < 1 || id > ID_MAX);
  return wrong === undefined
    ? null
    : `The id ${wrong} of a request category is not a whole number from 1 to ${ID_MAX}.`;
}

function fieldsProblem(fields: FieldValues): string | null {
  const { keyCharactersMax, valueCharactersMax, fieldsMax, charactersMax } = fieldLimits;
  if (fields.size > fieldsMax) {
    return `There are ${fields.size} fields. A user has ${fieldsMax} at most.`;
  }
  let characters = 0;
  for (const [key, value] of fields) {
    characters += key.length + value.length;
    const problem =
      keyProblem(key) ??
      textProblem('key of a field', key, keyCharactersMax) ??
      textProblem(`value of the field ${key}`, value, valueCharactersMax);
    if (problem) return problem;
  }
  if (characters <= charactersMax) return null;
  return `The fields have ${characters} characters. They may have ${charactersMax} together.`;
}

function keyProblem(key: string): string | null {
  if (key === '') return 'The key of a field must not be empty.';
  // Objects in JSON and seed files cannot have it.
  return key === '__proto__' ? 'The key of a field must not be __proto__.' : null;
}

/** Maps as arrays, which `changedFields` can compare. */
function comparable({ extraFields, customFields, ...rest }: AssociateDetails) {
  return { ...rest, extraFields: [...extraFields], customFields: [...customFields] };
}
