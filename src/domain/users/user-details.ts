/** Limits of the details of users. */
import type { FieldProblems } from '../errors.ts';
import { textProblem } from '../names.ts';
import type { AssociateDetails, FieldValues } from './associate.ts';

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
