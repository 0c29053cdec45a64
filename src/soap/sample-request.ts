/** Generates a sample request from the declaration, with a value for every element. */
import { requestElementOf, type Service } from '../contract/service.ts';
import { type Markup, markup, printMarkup } from '../xml/markup.ts';
import {
  type AnyType,
  allFields,
  type Fields,
  printValue,
  resolveType,
  type SimpleType,
  typeOfField,
} from '../xsd/types.ts';
import { soapVersions } from './version.ts';

/** Enough for every request. It ends types that contain themselves. */
const DEPTH_MAX = 4;

/** Placeholders for values that only the reader knows. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  ApplicationToken: '',
  Ticket: '7T:...',
  AccessToken: '8A:...',
  UserName: 'your user name',
  Password: 'your password',
};

/** Example keys for dictionaries. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  AuthenticationGenericData: ['UserName', 'Password'],
};

/** @throws Error if the service has no such operation. */
export function sampleRequest(service: Service, operationName: string): string {
  const operation = service.operations[operationName];
  if (!operation) throw new Error(`${service.name} has no operation ${operationName}.`);
  const envelope = markup(
    'soap:Envelope',
    { 'xmlns:soap': soapVersions['1.1'].envelope, 'xmlns:tns': service.namespace },
    [
      markup('soap:Header', {}, sampleFields(service.requestHeaders, 0)),
      markup('soap:Body', {}, [
        markup(
          `tns:${requestElementOf(operationName, operation)}`,
          {},
          sampleFields(operation.request, 0),
        ),
      ]),
    ],
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n${printMarkup(envelope)}`;
}

function sampleFields(fields: Fields, depth: number): readonly Markup[] {
  return Object.entries(fields).map(([name, field]) =>
    sampleElement(name, typeOfField(field), depth),
  );
}

/** Prints a sample of one element, such as a header block, that declares its namespace. */
export function sampleElementText(name: string, type: AnyType, namespace: string): string {
  return printMarkup({
    ...sampleElement(name, type, 0),
    attributes: { 'xmlns:tns': namespace },
  }).trimEnd();
}

function sampleElement(
  name: string,
  declared: AnyType,
  depth: number,
  placeholder = PLACEHOLDERS[name],
): Markup {
  const type = resolveType(declared);
  const tag = `tns:${name}`;
  if (depth === DEPTH_MAX && type.kind !== 'simple') return markup(tag);
  switch (type.kind) {
    case 'simple':
      return markup(tag, {}, placeholder ?? zeroOf(type));
    case 'complex':
      return markup(tag, {}, sampleFields(allFields(type), depth + 1));
    case 'array':
      return markup(tag);
    case 'dictionary': {
      const pairs = (KEYS[type.name.name] ?? ['']).map((key) =>
        markup(`tns:${type.pairName}`, {}, [
          markup('tns:Key', {}, key),
          sampleElement('Value', type.value, depth + 1, PLACEHOLDERS[key]),
        ]),
      );
      return markup(tag, {}, pairs);
    }
  }
}

/** Returns the text for an absent value: empty, or zero for a type that cannot be nil. */
function zeroOf(type: SimpleType): string {
  return type.absent === null ? '' : printValue(type, type.absent);
}
