/** Writing envelopes: prepared once per service, filled per message. */
import type { Service } from '../contract/service.ts';
import { Encoder } from '../xsd/encode.ts';
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

  constructor(service: Service) {
    const prefixes = samplePrefixes(service);
    this.encoder = new Encoder(prefixes);
    this.#starts = { '1.1': envelopeStart('1.1', prefixes), '1.2': envelopeStart('1.2', prefixes) };
  }

  /** @param header header blocks as XML; without any there is no `Header`. */
  write(version: SoapVersion, header: string, body: string): string {
    return (
      this.#starts[version] +
      (header && `<SOAP-ENV:Header>${header}</SOAP-ENV:Header>`) +
      `<SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`
    );
  }
}

/** The prefixes of the published samples: a client that looks for `User:Response` as text finds it. */
function samplePrefixes({ name, namespace }: Service): ReadonlyMap<string, string> {
  return new Map([
    [XML_SCHEMA_INSTANCE, 'xsi'],
    [XML_SCHEMA, 'xsd'],
    [SERIALIZATION_ARRAYS, 'NetServerServices882'],
    [SERIALIZATION, 'NetServerServices881'],
    [namespace, name],
  ]);
}

function envelopeStart(version: SoapVersion, prefixes: ReadonlyMap<string, string>): string {
  const { envelope, encoding } = soapVersions[version];
  const declarations = Array.from(prefixes, ([uri, prefix]) => ` xmlns:${prefix}="${uri}"`);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<SOAP-ENV:Envelope xmlns:SOAP-ENV="${envelope}" xmlns:SOAP-ENC="${encoding}"` +
    `${declarations.join('')}>`
  );
}
