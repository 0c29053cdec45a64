/** Builds our tree with saxes, an independent parser, to compare our reader with. */
import { type SaxesAttributeNS, SaxesParser } from 'saxes';
import type { XmlAttribute, XmlElement } from '../../src/xml/element.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { XmlError } from '../../src/xml/xml-error.ts';

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** Returns null for a document that saxes refuses, or that SOAP excludes. */
export function parseWithSaxes(text: string): XmlElement | null {
  const parser = new SaxesParser({
    xmlns: true,
    forceXMLVersion: true,
    defaultXMLVersion: '1.0',
  });
  const open: OpenElement[] = [];
  let root: XmlElement | null = null;
  const refuse = () => {
    throw new Refusal();
  };
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('opentag', (tag) => {
    const attributes: XmlAttribute[] = [];
    for (const { uri, local, value } of Object.values<SaxesAttributeNS>(tag.attributes)) {
      if (uri !== XMLNS) attributes.push({ namespace: uri, name: local, value });
    }
    const element = { namespace: tag.uri, name: tag.local, attributes, children: [], text: '' };
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const addText = (characters: string) => {
    const element = open.at(-1);
    if (element) element.text += characters;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
  return root;
}

class Refusal extends Error {}

const NO_LIMITS = {
  depthMax: Number.MAX_SAFE_INTEGER,
  elementsMax: Number.MAX_SAFE_INTEGER,
  attributesMax: Number.MAX_SAFE_INTEGER,
  namespaceCharactersMax: Number.MAX_SAFE_INTEGER,
  namespacesMax: Number.MAX_SAFE_INTEGER,
};

/** Returns null for a refused document. @throws any other error. */
export function parseWithOurs(text: string): XmlElement | null {
  try {
    return parseXml(text, NO_LIMITS);
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}
