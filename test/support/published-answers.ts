/** Checks answers in the layout of the published samples against the declaration. */
import assert from 'node:assert/strict';
import { attributeOf, type XmlElement } from '../../src/xml/element.ts';
import {
  type AnyType,
  allFields,
  type Fields,
  resolveType,
  typeOfField,
} from '../../src/xsd/types.ts';
import { type Answer, isNil, XSI } from './soap-messages.ts';

/** Requires every declared member in order, with its type. */
export function requirePublished({ body, text }: Answer, name: string, declared: Fields): void {
  assert.equal(body.name, name);
  requireFields(body, declared, prefixesOf(text), name);
}

type Uris = ReadonlyMap<string, string>;

/** The prefixes that an answer declares. All of them are declared at its root. */
function prefixesOf(text: string): Uris {
  const [root = ''] = /<SOAP-ENV:Envelope[^>]*>/.exec(text) ?? [];
  return new Map(
    Array.from(root.matchAll(/xmlns:([\w-]+)="([^"]*)"/g), ([, prefix = '', uri = '']) => [
      prefix,
      uri,
    ]),
  );
}

function requireFields(element: XmlElement, fields: Fields, uris: Uris, path: string): void {
  const names = element.children.map(({ name }) => name);
  assert.deepEqual(names, Object.keys(fields), `the members of ${path}`);
  for (const [index, child] of element.children.entries()) {
    const field = fields[child.name];
    assert.ok(field && index >= 0);
    requireType(child, typeOfField(field), uris, `${path}/${child.name}`);
  }
}

function requireType(element: XmlElement, declared: AnyType, uris: Uris, path: string): void {
  const type = resolveType(declared);
  const [prefix = '', name] = (attributeOf(element, XSI, 'type') ?? '').split(':');
  assert.deepEqual({ namespace: uris.get(prefix), name }, type.name, `the type of ${path}`);
  if (isNil(element)) {
    assert.ok(type.nillable, path);
    return;
  }
  switch (type.kind) {
    case 'simple':
      type.parse(element.text);
      return;
    case 'complex':
      requireFields(element, allFields(type), uris, path);
      return;
    case 'array':
      for (const item of element.children) {
        assert.equal(item.name, type.itemName, path);
        requireType(item, type.item, uris, `${path}/${item.name}`);
      }
      return;
    case 'dictionary':
      for (const pair of element.children) {
        assert.equal(pair.name, type.pairName, path);
        assert.deepEqual(
          pair.children.map(({ name: member }) => member),
          ['Key', 'Value'],
        );
      }
  }
}
