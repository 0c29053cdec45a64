/** Every request and answer of every edition stays the same when it is encoded and decoded. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { contractOf } from '../../src/contract/contract-of.ts';
import { editions } from '../../src/contract/editions.ts';
import { responseElementOf, type Service } from '../../src/contract/service.ts';
import { services } from '../../src/contract/services88/services.ts';
import { writerFor } from '../../src/soap/envelope-writer.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { fieldsDecoder } from '../../src/xsd/decode.ts';
import { decodeJsonFields } from '../../src/xsd/decode-json.ts';
import { encodeJsonFields } from '../../src/xsd/encode-json.ts';
import type { Fields } from '../../src/xsd/types.ts';
import { seed } from '../support/long.ts';
import { valuesOfFields } from '../support/values-of-types.ts';

/** Few runs are enough, because the declared shape fixes which fields a value has. */
const RUNS = { numRuns: 4, seed };

/** Returns every message of a service by its wrapper element. Operations may share one. */
function messagesOf({ operations }: Service): ReadonlyMap<string, Fields> {
  const messages = new Map<string, Fields>();
  for (const [name, operation] of Object.entries(operations)) {
    messages.set(name, operation.request);
    messages.set(responseElementOf(name, operation), operation.response);
  }
  return messages;
}

function requireSame(name: string, fields: Fields, thereAndBack: (value: object) => unknown): void {
  const same = fc.property(valuesOfFields(fields), (value) =>
    assert.deepEqual(thereAndBack(value), value, name),
  );
  fc.assert(same, RUNS);
}

for (const edition of editions) {
  for (const service of contractOf(edition)) {
    it(`a message of ${service.name} in ${edition} stays the same in XML`, () => {
      const writer = writerFor(service);
      const { namespace } = service;
      for (const [name, fields] of messagesOf(service)) {
        const encode = writer.encoder.wrapper({ namespace, name }, fields);
        const decode = fieldsDecoder(fields, namespace);
        requireSame(name, fields, (value) => {
          const envelope = parseXml(writer.write('1.1', '', encode(value, 'none')));
          const message = envelope.children[0]?.children[0];
          assert.ok(message);
          return decode(message, name);
        });
      }
    });
  }
}

for (const service of services) {
  it(`a message of ${service.name} stays the same in JSON`, () => {
    for (const [name, fields] of messagesOf(service)) {
      requireSame(name, fields, (value) => {
        const json = JSON.stringify(encodeJsonFields(fields, value));
        return decodeJsonFields(fields, JSON.parse(json), name);
      });
    }
  });
}
