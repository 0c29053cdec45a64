/** Envelopes: splits a parsed document into header blocks and body, in both versions of SOAP. */
import { attributeOf, type XmlElement } from '../xml/element.ts';
import type { QName } from '../xsd/types.ts';
import { isAddressingBlock } from './addressing.ts';
import { SoapFault } from './fault.ts';
import { type SoapVersion, soapVersions, versionOfEnvelope } from './version.ts';

export interface Envelope {
  readonly version: SoapVersion;
  /** Only blocks for this server, not those for other nodes. */
  readonly headerBlocks: readonly XmlElement[];
  /** The elements in the body. */
  readonly body: readonly XmlElement[];
  /**
   * Whether the header blocks are directly under the envelope without a `Header`, as in the
   * published samples of the contract.
   */
  readonly samplesLayout: boolean;
}

/** @throws SoapFault `version-mismatch` or `not-an-envelope`. */
export function readEnvelope(root: XmlElement, headerBlocksMax: number): Envelope {
  if (root.name !== 'Envelope') {
    throw new SoapFault(
      'not-an-envelope',
      `The document is a <${root.name}>; expected a SOAP <Envelope>.`,
    );
  }
  const version = versionOfEnvelope(root.namespace);
  if (version === null) {
    throw new SoapFault(
      'version-mismatch',
      `The envelope is in the namespace "${root.namespace}"; expected ` +
        `"${soapVersions['1.1'].envelope}" (SOAP 1.1) or "${soapVersions['1.2'].envelope}" (SOAP 1.2).`,
    );
  }
  const headers: XmlElement[] = [];
  const bodies: XmlElement[] = [];
  const loose: XmlElement[] = [];
  for (const child of root.children) {
    const isPart = child.namespace === root.namespace;
    if (isPart && child.name === 'Header') headers.push(child);
    else if (isPart && child.name === 'Body') bodies.push(child);
    else loose.push(child);
  }
  const [body, secondBody] = bodies;
  if (!body || secondBody) {
    throw new SoapFault(
      'not-an-envelope',
      `The envelope has ${bodies.length} bodies; expected one.`,
    );
  }
  if (headers.length > 1) {
    throw new SoapFault('not-an-envelope', 'The envelope has more than one header.');
  }
  const [header] = headers;
  const blocks = header ? [...header.children, ...loose] : loose;
  if (blocks.length > headerBlocksMax) {
    throw new SoapFault('xml-too-large', `There are more than ${headerBlocksMax} header blocks.`);
  }
  const { roleAttribute, roles } = soapVersions[version];
  return {
    version,
    headerBlocks: blocks.filter((block) =>
      roles.includes(attributeOf(block, root.namespace, roleAttribute)?.trim() ?? ''),
    ),
    body: body.children,
    samplesLayout: headers.length === 0 && loose.length > 0,
  };
}

/**
 * Refuses header blocks that must be understood but are not (SOAP 1.1 section 4.2.3, SOAP 1.2
 * part 1 section 5.2.3).
 *
 * @param isOwn whether one of our services declares the block.
 * @throws SoapFault `must-understand`.
 */
export function requireUnderstood(
  { version, headerBlocks }: Envelope,
  isOwn: (name: QName) => boolean,
): void {
  const { envelope } = soapVersions[version];
  const notUnderstood = headerBlocks.filter((block) => {
    const must = attributeOf(block, envelope, 'mustUnderstand')?.trim();
    if (must !== '1' && must !== 'true') return false;
    return !isOwn(block) && !isAddressingBlock(block);
  });
  const [first] = notUnderstood;
  if (!first) return;
  throw new SoapFault(
    'must-understand',
    `The header block <${first.name}> of the namespace "${first.namespace}" is marked ` +
      'mustUnderstand, and this server does not understand it. Leave it out, or leave the mark out.',
    { notUnderstood },
  );
}
