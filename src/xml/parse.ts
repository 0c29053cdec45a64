/**
 * Reads an XML document in one pass into elements, under limits.
 *
 * SOAP forbids document type declarations and processing instructions (SOAP 1.1 section 3, SOAP 1.2
 * part 1 section 5), so entities can never be declared here, and none is ever expanded beyond the
 * five that XML predefines.
 */
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import type { XmlAttribute, XmlElement } from './element.ts';
import { XmlError } from './xml-error.ts';

export interface XmlLimits {
  /** Deepest nesting of elements; the root is 1. */
  readonly depthMax: number;
  readonly elementsMax: number;
  /** On one element, namespace declarations included. */
  readonly attributesMax: number;
  /**
   * Longest namespace name. The parser compares attributes by namespace and name, so a long one
   * would cost its length for each of them.
   */
  readonly namespaceCharactersMax: number;
}

export const xmlLimitsDefault: XmlLimits = {
  depthMax: 64,
  elementsMax: 10_000,
  attributesMax: 128,
  namespaceCharactersMax: 1024,
};

const XMLNS = 'http://www.w3.org/2000/xmlns/';

interface OpenElement extends XmlElement {
  readonly attributes: XmlAttribute[];
  readonly children: OpenElement[];
  text: string;
}

/**
 * Parses a whole document and answers its root.
 *
 * @throws XmlError `not-well-formed`, `forbidden` or `too-large`.
 */
export function parseXml(text: string, limits: XmlLimits = xmlLimitsDefault): XmlElement {
  const parser = new SaxesParser({
    xmlns: true,
    position: true,
    forceXMLVersion: true,
    defaultXMLVersion: '1.0',
  });
  const open: OpenElement[] = [];
  let root: XmlElement | null = null;
  let elements = 0;
  let attributes = 0;

  parser.on('error', (error) => {
    throw new XmlError('not-well-formed', `The document is not well-formed XML: ${error.message}`);
  });
  parser.on('doctype', () => {
    throw new XmlError(
      'forbidden',
      'A document type declaration (DTD) is not allowed in a SOAP message.',
    );
  });
  parser.on('processinginstruction', () => {
    throw new XmlError('forbidden', 'A processing instruction is not allowed in a SOAP message.');
  });
  parser.on('attribute', ({ prefix, name, value }) => {
    attributes += 1;
    const isDeclaration = prefix === 'xmlns' || name === 'xmlns';
    if (isDeclaration && value.length > limits.namespaceCharactersMax) {
      throw new XmlError(
        'too-large',
        `A namespace name has more than ${limits.namespaceCharactersMax} characters.`,
      );
    }
    if (attributes > limits.attributesMax) {
      throw new XmlError(
        'too-large',
        `An element has more than ${limits.attributesMax} attributes.`,
      );
    }
  });
  parser.on('opentag', (tag) => {
    attributes = 0;
    elements += 1;
    if (elements > limits.elementsMax) {
      throw new XmlError('too-large', `The message has more than ${limits.elementsMax} elements.`);
    }
    if (open.length >= limits.depthMax) {
      throw new XmlError(
        'too-large',
        `The message is nested deeper than ${limits.depthMax} elements.`,
      );
    }
    const element = openElement(tag);
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (characters: string) => {
    const element = open.at(-1);
    if (element) element.text += characters;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);

  parser.write(text).close();
  if (root === null) throw new XmlError('not-well-formed', 'The document is empty.');
  return root;
}

function openElement(tag: SaxesTagNS): OpenElement {
  const attributes: XmlAttribute[] = [];
  for (const attribute of Object.values<SaxesAttributeNS>(tag.attributes)) {
    if (attribute.uri === XMLNS) continue;
    attributes.push({ namespace: attribute.uri, name: attribute.local, value: attribute.value });
  }
  return { namespace: tag.uri, name: tag.local, attributes, children: [], text: '' };
}
