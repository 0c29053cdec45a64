/** Converts a violated constraint into a DomainError. */
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import type { DialectTraits, SchemaRule } from './dialect-traits.ts';

/** The message for each constraint. */
interface Explanations {
  /** `conflict` */
  readonly unique?: string;
  /** `not-found`: the new row refers to a row that does not exist. */
  readonly 'foreign-key'?: string;
  /** `conflict`: another row refers to the row that should be removed. Also a foreign key. */
  readonly 'in-use'?: string;
}

/**
 * Waits for the work and converts violated constraints into errors for the caller.
 *
 * @throws DomainError if `Explanations` has a message for the constraint; any other error
 * unchanged.
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
