/**
 * The WSDL 1.1 of a service. It is one document without imports, because several toolkits fail on
 * imported schemas.
 *
 * Messages, port type and binding follow WCF's basicHttp export, from which existing clients were
 * generated. The summaries are our own.
 *
 * @see https://www.w3.org/TR/2001/NOTE-wsdl-20010315
 */
import { cachedByService } from '../contract/cached-by-service.ts';
import { actionOf, responseElementOf, type Service } from '../contract/service.ts';
import { escapeAttribute } from '../xml/escape.ts';
import { type Markup, markup, printMarkup } from '../xml/markup.ts';
import { SchemaSet } from '../xsd/schema.ts';
import { typeOfField } from '../xsd/types.ts';

const NAMESPACES = {
  'xmlns:wsdl': 'http://schemas.xmlsoap.org/wsdl/',
  'xmlns:soap': 'http://schemas.xmlsoap.org/wsdl/soap/',
  'xmlns:wsaw': 'http://www.w3.org/2006/05/addressing/wsdl',
};

/** The placeholder for the address in the cached text. No name contains these characters. */
const ADDRESS_MARK = '{address}';

/**
 * Prints a service's WSDL. Everything but the address is cached.
 *
 * @param address the URL at which the client reaches the service.
 */
export function wsdlOf(service: Service, address: string): string {
  const [before, after] = printedAround(service);
  return before + escapeAttribute(address) + after;
}

const printedAround = cachedByService((service): readonly [before: string, after: string] => {
  const printed = printWsdl(service, ADDRESS_MARK);
  const start = printed.indexOf(ADDRESS_MARK);
  return [printed.slice(0, start), printed.slice(start + ADDRESS_MARK.length)];
});

function printWsdl(service: Service, address: string): string {
  const names = {
    service: `Wcf${service.name}Service`,
    binding: `BasicHttpBinding_${service.name}`,
  };
  const document = markup(
    'wsdl:definitions',
    {
      name: names.service,
      targetNamespace: service.namespace,
      ...NAMESPACES,
      'xmlns:tns': service.namespace,
    },
    [
      markup('wsdl:types', {}, schemasOf(service).toMarkup()),
      ...messagesOf(service),
      portTypeOf(service),
      bindingOf(service, names.binding),
      markup('wsdl:service', { name: names.service }, [
        markup('wsdl:port', { name: names.binding, binding: `tns:${names.binding}` }, [
          markup('soap:address', { location: address }),
        ]),
      ]),
    ],
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n${printMarkup(document)}`;
}

/** An operation and the names of its parts in the WSDL. */
interface NamedOperation {
  readonly name: string;
  readonly summary: string;
  readonly action: string;
  readonly request: string;
  readonly response: string;
}

function operationsOf(service: Service): readonly NamedOperation[] {
  return Object.entries(service.operations).map(([name, operation]) => ({
    name,
    summary: operation.summary,
    action: actionOf(service, name),
    request: `${name}Request`,
    response: responseElementOf(name, operation),
  }));
}

function schemasOf(service: Service): SchemaSet {
  const schemas = new SchemaSet(service.namespace);
  const written = new Set<string>();
  for (const [name, operation] of Object.entries(service.operations)) {
    schemas.addWrapper(name, operation.request);
    const response = responseElementOf(name, operation);
    if (!written.has(response)) schemas.addWrapper(response, operation.response);
    written.add(response);
  }
  for (const [name, field] of Object.entries({
    ...service.requestHeaders,
    ...service.responseHeaders,
  })) {
    schemas.addElement(name, typeOfField(field));
  }
  return schemas;
}

function messagesOf(service: Service): readonly Markup[] {
  const messages = new Map<string, Markup>();
  const add = (name: string, element: string, headers: readonly string[]) => {
    const parts = headers.map((header) =>
      markup('wsdl:part', { name: header, element: `tns:${header}` }),
    );
    const body = markup('wsdl:part', { name: 'parameters', element: `tns:${element}` });
    messages.set(name, markup('wsdl:message', { name }, [body]));
    messages.set(`${name}_Headers`, markup('wsdl:message', { name: `${name}_Headers` }, parts));
  };
  for (const { name, request, response } of operationsOf(service)) {
    add(request, name, Object.keys(service.requestHeaders));
    add(response, response, Object.keys(service.responseHeaders));
  }
  return [...messages.values()];
}

function portTypeOf(service: Service): Markup {
  const side = (element: string, name: string, action: string) =>
    markup(element, { 'wsaw:Action': action, name, message: `tns:${name}` });
  const operations = operationsOf(service).map(({ name, summary, action, request, response }) =>
    markup('wsdl:operation', { name }, [
      markup('wsdl:documentation', {}, summary),
      side('wsdl:input', request, action),
      side('wsdl:output', response, `${action}Response`),
    ]),
  );
  return markup('wsdl:portType', { name: service.name }, operations);
}

function bindingOf(service: Service, name: string): Markup {
  const side = (element: string, message: string, headers: readonly string[]) =>
    markup(element, { name: message }, [
      ...headers.map((part) =>
        markup('soap:header', { message: `tns:${message}_Headers`, part, use: 'literal' }),
      ),
      markup('soap:body', { use: 'literal' }),
    ]);
  const operations = operationsOf(service).map((operation) =>
    markup('wsdl:operation', { name: operation.name }, [
      markup('soap:operation', { soapAction: operation.action, style: 'document' }),
      side('wsdl:input', operation.request, Object.keys(service.requestHeaders)),
      side('wsdl:output', operation.response, Object.keys(service.responseHeaders)),
    ]),
  );
  return markup('wsdl:binding', { name, type: `tns:${service.name}` }, [
    markup('soap:binding', { transport: 'http://schemas.xmlsoap.org/soap/http' }),
    ...operations,
  ]);
}
