/** The npm package `soap`, unmodified. */
import { createClientAsync, type IOptions, type SoapMethodAsync } from 'soap';
import { describeToolkit, namespace } from './client-suite.ts';

describeToolkit({
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
});
