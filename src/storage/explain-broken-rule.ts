/** Turns a broken rule of the schema into the error that the domain knows. */
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import type { DialectTraits, SchemaRule } from './dialect-traits.ts';

const errorCodes: Readonly<Record<SchemaRule, ErrorCode>> = {
  unique: 'conflict',
  'foreign-key': 'not-found',
};

/**
 * Waits for the work, and says what a broken rule means for whoever asked for it.
 *
 * @throws DomainError `conflict` for a broken `unique`, `not-found` for a broken `foreign-key`,
 * when there is an explanation of it; any other error as it is.
 */
export async function explainBrokenRule<T>(
  traits: DialectTraits,
  work: Promise<T>,
  explanations: { readonly [Rule in SchemaRule]?: string },
): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const rule = traits.brokenRule(cause);
    const explanation = rule && explanations[rule];
    if (rule && explanation) throw new DomainError(errorCodes[rule], explanation, { cause });
    throw cause;
  }
}
