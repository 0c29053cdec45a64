/**
 * Requests in the layout of the published samples, generated from the declaration, get answers in
 * that layout: every declared member in order, with its type.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { userService } from '../../src/contract/services88/user.ts';
import { attributeOf, type XmlElement } from '../../src/xml/element.ts';
import {
  type AnyType,
  allFields,
  type Fields,
  resolveType,
  typeOfField,
} from '../../src/xsd/types.ts';
import { isNil, XSI } from '../support/soap-messages.ts';
import { agentOf, postUserAgent, resultOf } from '../support/user-agent-calls.ts';
import { performedOperations } from '../support/user-agent-permissions.ts';
import { requestOf } from '../support/user-agent-requests.ts';
import { UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

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

describe('a request in the layout of the published samples', () => {
  for (const operation of performedOperations) {
    it(`${operation} gets the documented members in order, each with its type`, async () => {
      const { ticket, user } = await scene.caller('admin-all');
      const place = { url: scene.url, ticket };
      const request = await requestOf(scene, operation, user.roleId);
      const { status, header, body, text } = await postUserAgent(place, operation, request, true);
      assert.equal(status, 200, text);
      assert.equal(header.size, 0, 'no Header, as in the samples');
      assert.equal(body.name, `${operation}Response`);
      const { response } = userService.operations[operation];
      requireFields(body, response, prefixesOf(text), body.name);
    });
  }

  it('gets the same result as the ordinary layout and REST', async () => {
    const { ticket, user } = await scene.caller('admin-all');
    const place = { url: scene.url, ticket };
    const reading = performedOperations.filter((name) => /^(Get(?!AccessToken)|Find)/.test(name));
    assert.ok(reading.length >= 13, 'the pattern matches the reading operations');
    for (const operation of reading) {
      const request = await requestOf(scene, operation, user.roleId);
      const asked = async (way: 'soap' | 'published soap' | 'rest') =>
        resultOf(agentOf(way, place)(operation, request));
      const byRest = await asked('rest');
      // The key of no tokens is the only id in the requests that does not exist.
      const isNull = operation === 'GetExternalTokens';
      assert.ok(byRest !== undefined && (byRest === null) === isNull, operation);
      assert.deepEqual(await asked('soap'), byRest, operation);
      assert.deepEqual(await asked('published soap'), byRest, operation);
    }
  });
});
