/** Writing envelopes: prepared once per service, filled per message. */
import type { Service } from '../contract/service.ts';
import { Encoder, type Prefixes } from '../xsd/encode.ts';
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

  /** @param header header blocks as XML; without any there is no `Header`. */
  write(version: SoapVersion, header: string, body: string): string {
    return (
      this.#starts[version] +
      (header && `<SOAP-ENV:Header>${header}</SOAP-ENV:Header>`) +
      `<SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`
    );
  }
}

/** What every envelope declares; the names are those of the published samples. */
const COMMON_PREFIXES: Prefixes = new Map([
  [XML_SCHEMA_INSTANCE, 'xsi'],
  [XML_SCHEMA, 'xsd'],
  [SERIALIZATION_ARRAYS, 'NetServerServices882'],
  [SERIALIZATION, 'NetServerServices881'],
]);

/** For answers that belong to no service. */
export const commonWriter = new EnvelopeWriter(COMMON_PREFIXES);

/**
 * Service elements get the service's name as prefix: who looks for `User:Response` as text finds
 * it.
 */
export function writerFor({ name, namespace }: Service): EnvelopeWriter {
  return new EnvelopeWriter(new Map([...COMMON_PREFIXES, [namespace, name]]));
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
