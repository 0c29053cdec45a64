/** Every declared request and answer stays the same when it is encoded and decoded. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { responseElementOf } from '../../src/contract/service.ts';
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

/** Every message, by wrapper element. Operations may share one. */
const messages = services.map((service) => {
  const { namespace, operations } = service;
  const fieldsOf = new Map<string, Fields>();
  for (const [name, operation] of Object.entries(operations)) {
    fieldsOf.set(name, operation.request);
    fieldsOf.set(responseElementOf(name, operation), operation.response);
  }
  return { service, namespace, fieldsOf };
});

for (const { service, namespace, fieldsOf } of messages) {
  describe(`a message of ${service.name}`, () => {
    it('stays the same in XML', () => {
      const writer = writerFor(service);
      for (const [name, fields] of fieldsOf) {
        const encode = writer.encoder.wrapper({ namespace, name }, fields);
        const decode = fieldsDecoder(fields, namespace);
        const thereAndBack = (value: object) => {
          const envelope = parseXml(writer.write('1.1', '', encode(value, 'none')));
          const message = envelope.children[0]?.children[0];
          assert.ok(message);
          return decode(message, name);
        };
        const same = fc.property(valuesOfFields(fields), (value) =>
          assert.deepEqual(thereAndBack(value), value, name),
        );
        fc.assert(same, RUNS);
      }
    });

    it('stays the same in JSON', () => {
      for (const [name, fields] of fieldsOf) {
        const thereAndBack = (value: object) =>
          decodeJsonFields(
            fields,
            JSON.parse(JSON.stringify(encodeJsonFields(fields, value))),
            name,
          );
        const same = fc.property(valuesOfFields(fields), (value) =>
          assert.deepEqual(thereAndBack(value), value, name),
        );
        fc.assert(same, RUNS);
      }
    });
  });
}
