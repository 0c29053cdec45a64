/** Finds the header block that a client meant to send: misspelt, misplaced or for another node. */
import type { Service } from '../contract/service.ts';
import { sampleElementText } from '../soap/sample-request.ts';
import { soapVersions, versionOfEnvelope } from '../soap/version.ts';
import { attributeOf, type XmlElement } from '../xml/element.ts';
import { resolveType, typeOfField } from '../xsd/types.ts';
import type { NearMiss } from './near-miss.ts';
import { nearestName } from './nearest-name.ts';

/** The block that a request lacks, by the reason of its refusal. */
const WANTED: Readonly<Record<string, string>> = {
  'session-invalid': 'Credentials',
  'ticket-missing': 'Credentials',
  'application-refused': 'ApplicationToken',
};

/** @param root the envelope. */
export function headerBlockMiss(
  reason: string,
  service: Service,
  root: XmlElement,
): NearMiss | null {
  const blocks = blocksOf(root);
  if (reason === 'must-understand') return misnamedBlock(service, blocks);
  const wanted = WANTED[reason];
  const field = wanted === undefined ? undefined : service.requestHeaders[wanted];
  if (wanted === undefined || field === undefined) return null;
  const nearest = sampleElementText(wanted, typeOfField(field), service.namespace);
  const found = blocks.find(({ name }) => nearestName(name, [wanted]) !== null);
  if (found) return { text: explain(found, wanted, service, root), nearest };
  const [inner] = innerNamesOf(service, wanted);
  const loose = blocks.find(({ name }) => name === inner);
  const text = loose
    ? `The element <${loose.name}> is no header block; it belongs into <${wanted}>.`
    : `The request has no header block <${wanted}>.`;
  return { text, nearest };
}

function blocksOf(root: XmlElement): readonly XmlElement[] {
  const isHeader = ({ name, namespace }: XmlElement) =>
    name === 'Header' && namespace === root.namespace;
  return root.children.flatMap((child) =>
    isHeader(child) ? child.children : child.name === 'Body' ? [] : [child],
  );
}

function explain(block: XmlElement, wanted: string, service: Service, root: XmlElement): string {
  const { name, namespace } = block;
  if (name !== wanted) return `The header block is named <${name}>; expected <${wanted}>.`;
  if (namespace !== service.namespace) {
    const given = namespace === '' ? 'no namespace' : `the namespace "${namespace}"`;
    return `The header block <${name}> is in ${given}; expected "${service.namespace}".`;
  }
  const version = versionOfEnvelope(root.namespace);
  const { roleAttribute, roles } = soapVersions[version ?? '1.1'];
  const role = attributeOf(block, root.namespace, roleAttribute)?.trim() ?? '';
  if (!roles.includes(role)) {
    return `The header block <${name}> has the ${roleAttribute} "${role}", which is another node.`;
  }
  const inner = innerNamesOf(service, wanted);
  const child = block.children.find(({ name: given }) => !inner.includes(given));
  if (child)
    return `The header block <${name}> has <${child.name}>; expected <${inner.join('>, <')}>.`;
  return `The header block <${name}> is empty.`;
}

/** A block in another namespace that has the name of one that is known. */
function misnamedBlock(service: Service, blocks: readonly XmlElement[]): NearMiss | null {
  const names = Object.keys(service.requestHeaders);
  for (const { name, namespace } of blocks) {
    const nearest = nearestName(name, names);
    const field = nearest === null ? undefined : service.requestHeaders[nearest];
    const isRight = nearest === name && namespace === service.namespace;
    if (nearest === null || field === undefined || isRight) continue;
    const sample = sampleElementText(nearest, typeOfField(field), service.namespace);
    return { text: `The server knows <${nearest}> of "${service.namespace}".`, nearest: sample };
  }
  return null;
}

function innerNamesOf(service: Service, block: string): readonly string[] {
  const field = service.requestHeaders[block];
  const type = field && resolveType(typeOfField(field));
  return type?.kind === 'complex' ? Object.keys(type.fields) : [];
}
