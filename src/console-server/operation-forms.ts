/** Operations of the contract as forms: how each field of a request is filled in. */
import type { OperationField, OperationForm, OperationSummary } from '../console-api/operations.ts';
import { exampleOf, type RestOperation } from '../rest/operations.ts';
import { jsonKindOf } from '../xsd/decode-json.ts';
import { type Field, isRequired, resolveType, type SimpleType, typeOfField } from '../xsd/types.ts';

const INTEGERS: readonly string[] = ['int', 'short', 'long', 'unsignedByte'];

/** Such as `User/GetAccessToken`. */
export function nameOf({ service, name }: RestOperation): string {
  return `${service.name}/${name}`;
}

export function summaryOf(operation: RestOperation): OperationSummary {
  const { declaration, needsSession } = operation;
  return { name: nameOf(operation), summary: declaration.summary, needsSession };
}

export function formOf(operation: RestOperation): OperationForm {
  const { request } = operation.declaration;
  return {
    ...summaryOf(operation),
    fields: Object.entries(request).map(([name, field]) => fieldOf(name, field)),
    example: { ...exampleOf(request) },
  };
}

function fieldOf(name: string, field: Field): OperationField {
  const type = resolveType(typeOfField(field));
  const choices = type.kind === 'simple' ? choicesOf(type) : [];
  return {
    name,
    kind: choices.length > 0 ? 'choice' : type.kind === 'simple' ? kindOf(type) : 'json',
    choices: [...choices],
    isRequired: isRequired(field),
    mayBeNull: type.nillable || type.absent === null,
  };
}

function choicesOf({ restriction }: SimpleType): readonly string[] {
  return restriction && !restriction.list ? Object.keys(restriction.members) : [];
}

function kindOf(type: SimpleType): OperationField['kind'] {
  if (type.secret) return 'secret';
  const { name } = type.name;
  if (name === 'dateTime') return 'time';
  const kind = jsonKindOf(type);
  if (kind === 'number') return INTEGERS.includes(name) ? 'integer' : 'number';
  return kind === 'boolean' ? 'boolean' : 'text';
}
