/**
 * The shapes of messages, from the contract: which values may be shown, and which are secret. What
 * the contract does not declare is hidden.
 */
import { requestElementOf, responseElementOf, type Service } from '../contract/service.ts';
import {
  type AnyType,
  allFields,
  type ConcreteType,
  type Fields,
  lackingFields,
  resolveType,
  typeOfField,
} from '../xsd/types.ts';
import type { SecretKind } from './secret-numbers.ts';

export interface Shape {
  /** What is done with the text directly inside. A `name` is shown unless it may be a secret. */
  readonly text: 'shown' | 'name' | SecretKind;
  /** The shape of a child element, by its local name. */
  readonly element: (name: string) => Shape;
  /** The shape of a property of an object in JSON. */
  readonly property: (name: string) => Shape;
  /** The shape of the items of an array in JSON. */
  readonly item: () => Shape;
}

/** For what is not declared. */
export const UNKNOWN: Shape = uniform('unknown');
/** For messages of this server that quote nothing. */
export const SHOWN: Shape = uniform('shown');

function uniform(text: Shape['text']): Shape {
  const shape: Shape = {
    text,
    element: () => shape,
    property: () => shape,
    item: () => shape,
  };
  return shape;
}

const KINDS: Readonly<Record<string, SecretKind>> = {
  password: 'password',
  newpassword: 'password',
  oldpassword: 'password',
  ticket: 'ticket',
  accesstoken: 'access token',
  apptoken: 'application token',
  applicationtoken: 'application token',
};

function shapeOfText(name: string, secret: boolean): Shape {
  const folded = name.toLowerCase();
  if (secret) return { ...UNKNOWN, text: KINDS[folded] ?? 'secret' };
  return { ...UNKNOWN, text: folded === 'username' ? 'name' : 'shown' };
}

/** Names are compared without regard to case, so that a misspelt one is not less secret. */
function shapeOfChildren(children: Iterable<readonly [name: string, shape: () => Shape]>): Shape {
  const byName = new Map([...children].map(([name, shape]) => [name.toLowerCase(), shape]));
  const find = (name: string) => byName.get(name.toLowerCase())?.() ?? UNKNOWN;
  return { text: 'unknown', element: find, property: find, item: () => UNKNOWN };
}

const knownFields = new WeakMap<Fields, Shape>();

export function shapeOfFields(fields: Fields): Shape {
  const shape =
    knownFields.get(fields) ??
    shapeOfChildren(
      Object.entries(fields).map(([name, field]) => [
        name,
        () => shapeOf(name, typeOfField(field)),
      ]),
    );
  knownFields.set(fields, shape);
  return shape;
}

const known = new WeakMap<ConcreteType, Shape>();

/** @param name of the element or property. */
export function shapeOf(name: string, declared: AnyType): Shape {
  const type = resolveType(declared);
  if (type.kind === 'simple') return shapeOfText(name, type.secret === true);
  const shape = known.get(type) ?? shapeOfContent(name, type);
  known.set(type, shape);
  return shape;
}

function shapeOfContent(
  name: string,
  type: Exclude<ConcreteType, { readonly kind: 'simple' }>,
): Shape {
  switch (type.kind) {
    case 'complex':
      return shapeOfFields({ ...allFields(type), ...lackingFields(type) });
    case 'array': {
      const item = () => shapeOf(type.itemName, type.item);
      return { ...shapeOfChildren([[type.itemName, item]]), item };
    }
    case 'dictionary': {
      const value = () => shapeOf(name, type.value);
      const pair = shapeOfChildren([
        ['Key', () => shapeOfText('Key', false)],
        ['Value', value],
      ]);
      return { ...shapeOfChildren([[type.pairName, () => pair]]), property: value };
    }
  }
}

const envelopes = new WeakMap<Service, Shape>();

/** The shape of an envelope, as the child of a document. */
export function documentShapeOf(service: Service): Shape {
  const shape = envelopes.get(service) ?? makeDocumentShape(service);
  envelopes.set(service, shape);
  return shape;
}

function makeDocumentShape({ requestHeaders, responseHeaders, operations }: Service): Shape {
  const blocks = { ...requestHeaders, ...responseHeaders };
  // Blocks may be directly under the envelope, as in the published samples.
  const header = shapeOfFields(blocks);
  const wrappers = Object.entries(operations).flatMap(
    ([name, operation]): [string, () => Shape][] => [
      [requestElementOf(name, operation), () => shapeOfFields(operation.request)],
      [responseElementOf(name, operation), () => shapeOfFields(operation.response)],
    ],
  );
  const body = shapeOfChildren([...wrappers, ['Fault', () => SHOWN]]);
  const envelope = shapeOfChildren([
    ...Object.keys(blocks).map((name) => [name, () => header.element(name)] as const),
    ['Header', () => header],
    ['Body', () => body],
  ]);
  return shapeOfChildren([['Envelope', () => envelope]]);
}
