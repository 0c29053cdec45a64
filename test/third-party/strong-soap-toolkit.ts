/**
 * The npm package `strong-soap`, unmodified.
 *
 * It finds no result if the response's wrapper is not named after the operation, as in all
 * `Authenticate…` answers of the original. Its users then decode the body text with the
 * operation's descriptor, and so does this toolkit.
 */
import assert from 'node:assert/strict';
import { promisify } from 'node:util';
import { type Client, type ClientOptions, soap } from 'strong-soap';
import { namespace, type Toolkit } from './toolkit.ts';

const createClient = promisify(soap.createClient);

export const strongSoap: Toolkit = {
  name: 'strong-soap',
  connect: async (wsdl, endpoint, version) => {
    const options: ClientOptions = {
      forceSoapVersion: version,
      ...(endpoint !== null && { endpoint }),
    };
    const client = await createClient(wsdl, options);
    return {
      call: (operation, request, ticket) => {
        client.clearSoapHeaders();
        if (ticket !== undefined) {
          client.addSoapHeader({ Ticket: ticket }, new soap.QName(namespace, 'Credentials'));
        }
        return new Promise((resolve, reject) => {
          const method = client[operation];
          assert.ok(method, `no operation ${operation}`);
          method(request, (error, result, body, header) => {
            if (error) reject(error);
            else resolve({ result: result ?? decodeResult(client, operation, body), header });
          });
        });
      },
    };
  },
};

function decodeResult({ wsdl, xmlHandler }: Client, operation: string, body: string): unknown {
  const { bindings } = wsdl.definitions;
  const declared = Object.values(bindings)[0]?.operations[operation];
  assert.ok(declared, `no operation ${operation} in the WSDL`);
  const { outputEnvelope } = declared.describe(wsdl.definitions);
  const [wrapper] = Object.values(xmlHandler.xmlToJson(null, body, outputEnvelope).Body);
  return wrapper ?? null;
}
