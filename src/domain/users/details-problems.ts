/** Rules for what is rarely read of a user. */
import type { FieldProblems } from '../errors.ts';
import { textProblem } from '../names.ts';
import type { AssociateDetails, FieldValues } from './associate.ts';

const SIGNATURE_CHARACTERS_MAX = 100_000;
const MESSAGE_CHARACTERS_MAX = 255;
const CATEGORIES_MAX = 1000;
const ID_MAX = 2 ** 31 - 1;
const VALUES_MAX = 500;
const KEY_CHARACTERS_MAX = 254;
const VALUE_CHARACTERS_MAX = 10_000;
const VALUES_CHARACTERS_MAX = 100_000;

/** The problems, by field as the contract names it. */
export function detailsProblems(details: AssociateDetails): FieldProblems {
  const problems: readonly (readonly [string, string | null])[] = [
    [
      'RequestSignature',
      textProblem('signature', details.requestSignature, SIGNATURE_CHARACTERS_MAX),
    ],
    ['Message', textProblem('message', details.absenceMessage, MESSAGE_CHARACTERS_MAX)],
    ['TicketCategories', categoriesProblem(details.ticketCategoryIds)],
    ['ExtraFields', valuesProblem('extra fields', details.extraFields)],
    ['CustomFields', valuesProblem('custom fields', details.customFields)],
  ];
  return new Map(problems.flatMap(([field, it]) => (it === null ? [] : [[field, it]])));
}

function categoriesProblem(ids: readonly number[]): string | null {
  if (ids.length > CATEGORIES_MAX) {
    return `A user has ${CATEGORIES_MAX} request categories at most, and not ${ids.length}.`;
  }
  const bad = ids.find((id) => !Number.isInteger(id) || id < 1 || id > ID_MAX);
  return bad === undefined
    ? null
    : `The id ${bad} of a request category is not from 1 to ${ID_MAX}.`;
}

function valuesProblem(what: string, values: FieldValues): string | null {
  if (values.size > VALUES_MAX) {
    return `A user has ${VALUES_MAX} ${what} at most, and not ${values.size}.`;
  }
  let characters = 0;
  for (const [key, value] of values) {
    if (key === '') return `The keys of the ${what} must not be empty.`;
    const problem =
      textProblem(`key of one of the ${what}`, key, KEY_CHARACTERS_MAX) ??
      textProblem(`value of ${key}`, value, VALUE_CHARACTERS_MAX);
    if (problem !== null) return problem;
    characters += key.length + value.length;
  }
  return characters <= VALUES_CHARACTERS_MAX
    ? null
    : `The ${what} have ${characters} characters together. They may have ${VALUES_CHARACTERS_MAX} at most.`;
}
