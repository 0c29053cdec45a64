/** The npm package `soap`, unmodified. */
import { createClientAsync, type IOptions, type SoapMethodAsync } from 'soap';
import { namespace, type Toolkit } from './toolkit.ts';

export const nodeSoap: Toolkit = {
  name: 'node-soap',
  connect: async (wsdl, endpoint, version) => {
    const options: IOptions = { forceSoap12Headers: version === '1.2' };
    const client = await createClientAsync(wsdl, options, endpoint ?? undefined);
    return {
      call: async (operation, request, ticket) => {
        client.clearSoapHeaders();
        if (ticket !== undefined) {
          client.addSoapHeader({ Credentials: { Ticket: ticket } }, '', 'tns', namespace);
        }
        const method: SoapMethodAsync = client[`${operation}Async`];
        const [result, , header] = await method(request);
        return { result, header };
      },
    };
  },
};

/** node-soap reads a date as a Date, but writes a Date as an empty element. */
export function withTexts(value: object): ReturnType<typeof JSON.parse> {
  return JSON.parse(JSON.stringify(value));
}
