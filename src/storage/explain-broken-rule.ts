/** Turns a broken rule of the schema into the error that the domain knows. */
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import type { DialectTraits, SchemaRule } from './dialect-traits.ts';

/** What is said of a broken rule. */
interface Explanations {
  /** `conflict` */
  readonly unique?: string;
  /** `not-found`: what was to be written refers to something that is not there. */
  readonly 'foreign-key'?: string;
  /** `conflict`: something refers to what was to be removed, by a foreign key as well. */
  readonly 'in-use'?: string;
}

/**
 * Waits for the work, and says what a broken rule means for whoever asked for it.
 *
 * @throws DomainError as `Explanations` says, when there is one; any other error as it is.
 */
export async function explainBrokenRule<T>(
  traits: DialectTraits,
  work: Promise<T>,
  explanations: Explanations,
): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw explain(traits.brokenRule(cause), explanations, cause) ?? cause;
  }
}

function explain(
  rule: SchemaRule | null,
  { unique, 'foreign-key': missing, 'in-use': inUse }: Explanations,
  cause: unknown,
): DomainError | null {
  const told = (code: ErrorCode, message: string | undefined) =>
    message === undefined ? null : new DomainError(code, message, { cause });
  if (rule === 'unique') return told('conflict', unique);
  if (rule === 'foreign-key') return told('not-found', missing) ?? told('conflict', inUse);
  return null;
}
