/** Values of a form, as the fields of a request. */
import type { OperationField, OperationForm } from '../../console-api/operations.ts';

export type Texts = Readonly<Record<string, string>>;

/** What the form shows at first. */
export function textsOf({ fields, example }: OperationForm): Texts {
  return Object.fromEntries(fields.map(({ name, kind }) => [name, textOf(kind, example[name])]));
}

function textOf(kind: OperationField['kind'], value: unknown): string {
  if (kind === 'secret' || value === null || value === undefined) return '';
  if (kind === 'json') return JSON.stringify(value, null, '  ');
  return String(value);
}

/**
 * Leaves out fields that are empty and may be missing.
 *
 * @throws SyntaxError for text that is not JSON.
 */
export function valuesOf(fields: readonly OperationField[], texts: Texts) {
  const given = fields.flatMap((field) => {
    const text = texts[field.name] ?? '';
    if (text === '' && !field.isRequired) return [];
    return [[field.name, fieldValueOf(field, text)] as const];
  });
  return Object.fromEntries(given);
}

function fieldValueOf({ name, kind, mayBeNull }: OperationField, text: string): unknown {
  if (text === '' && mayBeNull) return null;
  if (kind === 'boolean') return text === 'true';
  if (kind === 'integer' || kind === 'number') return Number(text);
  if (kind !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`${name}: expected JSON. ${error instanceof Error ? error.message : ''}`);
  }
}
