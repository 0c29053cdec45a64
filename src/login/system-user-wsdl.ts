/**
 * The WSDL of PartnerSystemUserService, in the form of the public one: two bindings, of which the
 * second has a policy that requires TLS.
 */
import { partnerSystemUserService } from '../contract/partner-system-user.ts';
import {
  actionOf,
  requestElementOf,
  responseElementOf,
  type Service,
} from '../contract/service.ts';
import { type Markup, markup, printMarkup } from '../xml/markup.ts';
import { SchemaSet } from '../xsd/schema.ts';
import { typeOfField } from '../xsd/types.ts';

const service: Service = partnerSystemUserService;
const PORT_TYPE = 'IPartnerSystemUserService';
const BINDINGS = [`BasicHttpBinding_${PORT_TYPE}`, `BasicHttpBinding_${PORT_TYPE}1`] as const;
const POLICY = `${BINDINGS[1]}_policy`;
const HEADERS = Object.keys(service.requestHeaders);

const NAMESPACES = {
  'xmlns:wsdl': 'http://schemas.xmlsoap.org/wsdl/',
  'xmlns:soap': 'http://schemas.xmlsoap.org/wsdl/soap/',
  'xmlns:wsaw': 'http://www.w3.org/2006/05/addressing/wsdl',
  'xmlns:wsp': 'http://schemas.xmlsoap.org/ws/2004/09/policy',
  'xmlns:sp': 'http://schemas.xmlsoap.org/ws/2005/07/securitypolicy',
  'xmlns:wsu': 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  'xmlns:tns': service.namespace,
};

/** @param address at which the client reaches the service. Both ports have it. */
export function systemUserWsdl(address: string): string {
  const document = markup(
    'wsdl:definitions',
    { name: service.name, targetNamespace: service.namespace, ...NAMESPACES },
    [
      policy(),
      markup('wsdl:types', {}, schemas().toMarkup()),
      ...operations.flatMap(messagesOf),
      markup('wsdl:portType', { name: PORT_TYPE }, operations.map(portTypeOperation)),
      ...BINDINGS.map(binding),
      markup(
        'wsdl:service',
        { name: service.name },
        BINDINGS.map((name) =>
          markup('wsdl:port', { name, binding: `tns:${name}` }, [
            markup('soap:address', { location: address }),
          ]),
        ),
      ),
    ],
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n${printMarkup(document)}`;
}

/** An operation, with the names of its messages, which are those of the wrapper elements. */
interface NamedOperation {
  readonly name: string;
  readonly action: string;
  readonly input: string;
  readonly output: string;
}

const operations: readonly NamedOperation[] = Object.entries(service.operations).map(
  ([name, operation]) => ({
    name,
    action: actionOf(service, name),
    input: requestElementOf(name, operation),
    output: responseElementOf(name, operation),
  }),
);

function schemas(): SchemaSet {
  const set = new SchemaSet(service.namespace);
  for (const [name, operation] of Object.entries(service.operations)) {
    set.addWrapper(requestElementOf(name, operation), operation.request);
    set.addWrapper(responseElementOf(name, operation), operation.response);
  }
  for (const [name, field] of Object.entries(service.requestHeaders)) {
    set.addElement(name, typeOfField(field));
  }
  return set;
}

function messagesOf({ input, output }: NamedOperation): Markup[] {
  const message = (name: string, parts: readonly (readonly [part: string, element: string])[]) =>
    markup(
      'wsdl:message',
      { name },
      parts.map(([part, element]) =>
        markup('wsdl:part', { name: part, element: `tns:${element}` }),
      ),
    );
  return [
    message(input, [['parameters', input]]),
    message(
      `${input}_Headers`,
      HEADERS.map((name) => [name, name]),
    ),
    message(output, [['parameters', output]]),
  ];
}

function portTypeOperation({ name, action, input, output }: NamedOperation): Markup {
  const side = (element: string, message: string, addressed: string) =>
    markup(element, { 'wsaw:Action': addressed, name: message, message: `tns:${message}` });
  return markup('wsdl:operation', { name }, [
    side('wsdl:input', input, action),
    side('wsdl:output', output, `${action}Response`),
  ]);
}

function binding(name: string, index: number): Markup {
  const body = markup('soap:body', { use: 'literal' });
  const headersOf = (message: string) =>
    HEADERS.map((part) =>
      markup('soap:header', { message: `tns:${message}_Headers`, part, use: 'literal' }),
    );
  return markup('wsdl:binding', { name, type: `tns:${PORT_TYPE}` }, [
    ...(index === 0 ? [] : [markup('wsp:PolicyReference', { URI: `#${POLICY}` })]),
    markup('soap:binding', { transport: 'http://schemas.xmlsoap.org/soap/http' }),
    ...operations.map((operation) =>
      markup('wsdl:operation', { name: operation.name }, [
        markup('soap:operation', { soapAction: operation.action, style: 'document' }),
        markup('wsdl:input', { name: operation.input }, [...headersOf(operation.input), body]),
        markup('wsdl:output', { name: operation.output }, [body]),
      ]),
    ),
  ]);
}

function policy(): Markup {
  const nested = (name: string, content: Markup) =>
    markup(name, {}, [markup('wsp:Policy', {}, [content])]);
  const transport = markup('sp:TransportBinding', {}, [
    markup('wsp:Policy', {}, [
      nested('sp:TransportToken', markup('sp:HttpsToken', { RequireClientCertificate: 'false' })),
      nested('sp:AlgorithmSuite', markup('sp:Basic256')),
      nested('sp:Layout', markup('sp:Strict')),
    ]),
  ]);
  return markup('wsp:Policy', { 'wsu:Id': POLICY }, [
    markup('wsp:ExactlyOne', {}, [markup('wsp:All', {}, [transport])]),
  ]);
}
