/** Writes envelopes. Everything that depends only on the service is prepared once. */
import { type Service, versionNameOf } from '../contract/service.ts';
import { Encoder, type Prefixes } from '../xsd/encode.ts';
import { namespacesOf } from '../xsd/namespaces.ts';
import {
  SERIALIZATION,
  SERIALIZATION_ARRAYS,
  XML_SCHEMA,
  XML_SCHEMA_INSTANCE,
} from '../xsd/types.ts';
import { type SoapVersion, soapVersions } from './version.ts';

export class EnvelopeWriter {
  readonly encoder: Encoder;
  readonly #starts: Readonly<Record<SoapVersion, string>>;

  constructor(prefixes: Prefixes) {
    this.encoder = new Encoder(prefixes);
    this.#starts = { '1.1': envelopeStart('1.1', prefixes), '1.2': envelopeStart('1.2', prefixes) };
  }

  /**
   * Returns an envelope up to the content of its body. `complete` adds the rest.
   *
   * @param header header blocks as XML. If empty, there is no `Header`.
   */
  open(version: SoapVersion, header: string): string {
    return (
      this.#starts[version] +
      (header && `<SOAP-ENV:Header>${header}</SOAP-ENV:Header>`) +
      '<SOAP-ENV:Body>'
    );
  }

  complete(opened: string, body: string): string {
    return `${opened}${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;
  }

  write(version: SoapVersion, header: string, body: string): string {
    return this.complete(this.open(version, header), body);
  }
}

/** For answers that belong to no service. */
export const commonWriter = new EnvelopeWriter(prefixesFor('Services88', [SERIALIZATION_ARRAYS]));

/**
 * The service's name is the prefix of its elements, as in the published samples, because some
 * clients search the text for `User:Response`.
 */
export function writerFor(service: Service): EnvelopeWriter {
  const { name, namespace, requestHeaders, responseHeaders, operations } = service;
  const messages = Object.values(operations).flatMap(({ request, response }) => [
    request,
    response,
  ]);
  const others = new Set([
    ...namespacesOf([requestHeaders, responseHeaders, ...messages]),
    SERIALIZATION_ARRAYS,
  ]);
  others.delete(namespace);
  others.delete(XML_SCHEMA);
  const prefixes = prefixesFor(versionNameOf(service), [...others].sort());
  return new EnvelopeWriter(new Map([...prefixes, [namespace, name]]));
}

/**
 * The namespaces that an envelope declares besides the service's own. Names and order follow the
 * published samples, which number the other namespaces alphabetically from 2.
 *
 * @param version such as `Services88`.
 */
function prefixesFor(version: string, others: readonly string[]): Prefixes {
  return new Map([
    [XML_SCHEMA_INSTANCE, 'xsi'],
    [XML_SCHEMA, 'xsd'],
    ...others.map((uri, index) => [uri, `NetServer${version}${index + 2}`] as const),
    [SERIALIZATION, `NetServer${version}1`],
  ]);
}

function envelopeStart(version: SoapVersion, prefixes: Prefixes): string {
  const { envelope, encoding } = soapVersions[version];
  const declarations = Array.from(prefixes, ([uri, prefix]) => ` xmlns:${prefix}="${uri}"`);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<SOAP-ENV:Envelope xmlns:SOAP-ENV="${envelope}" xmlns:SOAP-ENC="${encoding}"` +
    `${declarations.join('')}>`
  );
}
