import assert from 'node:assert/strict';
import { it } from 'node:test';
import { operation, service } from '../contract/service.ts';
import { sessionRequestHeaders } from '../contract/services88/headers.ts';
import { services88 } from '../contract/services88/namespace.ts';
import { soPrincipalService } from '../contract/services88/so-principal.ts';
import { userService } from '../contract/services88/user.ts';
import { xmlLimitsDefault } from '../xml/xml-limits.ts';
import { xsBase64Binary, xsDateTime, xsInt, xsString } from '../xsd/built-in.ts';
import { writerFor } from './envelope-writer.ts';
import { PreparedOperations } from './prepared-operations.ts';
import { OperationReader, parseEnvelope } from './read-request.ts';
import { sampleRequest } from './sample-request.ts';

const Leaf = services88.complexType('Leaf', { Count: xsInt, When: xsDateTime });
const Branch = services88.complexType('Branch', {
  Leaves: services88.dictionary('Leaves', 'LeafPair', Leaf),
  Ids: services88.arrayOf(xsInt),
});
const nested = service({
  name: 'Nested',
  restricted: false,
  summary: 'A service with what the others do not have yet.',
  namespace: services88.uri,
  requestHeaders: sessionRequestHeaders,
  responseHeaders: {},
  operations: {
    Save: operation({
      summary: 'Takes values of many types, some deep.',
      request: {
        Tree: services88.complexType('Tree', { Branch, Bytes: xsBase64Binary }),
        Kind: services88.enumeration('Kind', { None: 0 }),
        Name: xsString,
      },
      response: {},
    }),
  },
});

it('generates a request for every operation that can be sent unchanged', () => {
  const limits = { ...xmlLimitsDefault, headerBlocksMax: 32 };
  for (const declaration of [soPrincipalService, userService, nested]) {
    const { encoder } = writerFor(declaration);
    const reader = new OperationReader(new PreparedOperations(declaration, encoder));
    for (const name of Object.keys(declaration.operations)) {
      const body = Buffer.from(sampleRequest(declaration, name));
      const { operation } = reader.read(parseEnvelope(body, null, limits), []);
      assert.equal(operation.name, name);
    }
  }
  assert.throws(() => sampleRequest(userService, 'Nothing'), /User has no operation Nothing/);
});
