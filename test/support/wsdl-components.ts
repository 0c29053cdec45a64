/** Splits a WSDL into components and normalises them, so that they can be compared. */
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';

interface Node {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Node[];
  text: string;
}

const XS = '{http://www.w3.org/2001/XMLSchema}';
const WSDL = '{http://schemas.xmlsoap.org/wsdl/}';
/** Attributes whose values are qualified names and so depend on prefixes. */
const QNAME_ATTRIBUTES = ['type', 'base', 'element', 'message', 'binding'];

/** One element of a component. */
export interface ComponentLine {
  readonly depth: number;
  /** The name, the sorted attributes, such as `minOccurs=0`, and the text if there is any. */
  readonly words: readonly string[];
}

/** The component's element and its descendants in document order. */
export type Component = readonly ComponentLine[];

/**
 * Returns components by a readable name: global schema components, messages, and the operations
 * of port type and binding. It ignores summaries, imports, the order of components, prefixes,
 * white space and the address of the service.
 */
export function wsdlComponents(wsdl: string): ReadonlyMap<string, Component> {
  const components = new Map<string, Component>();
  const add = (name: string, node: Node) => components.set(name, linesOf(node, 0));
  const root = parse(wsdl);
  for (const child of root.children) {
    const name = child.attributes.get('name');
    if (child.name === `${WSDL}types`) {
      for (const schema of child.children) {
        for (const component of schema.children) {
          if (component.name === `${XS}import`) continue;
          const kind = component.name.slice(XS.length);
          const namespace = schema.attributes.get('targetNamespace');
          add(`${kind} {${namespace}}${component.attributes.get('name')}`, component);
        }
      }
    } else if (child.name === `${WSDL}portType` || child.name === `${WSDL}binding`) {
      for (const part of child.children) {
        add(`${child.name} ${name} ${part.attributes.get('name') ?? part.name}`, part);
      }
    } else if (child.name === `${WSDL}message`) {
      add(`message ${name}`, child);
    }
  }
  return components;
}

function linesOf({ name, attributes, children, text }: Node, depth: number): Component {
  const words = [name, ...[...attributes].map(([key, value]) => `${key}=${value}`).sort()];
  if (text.trim() !== '') words.push(text.trim());
  const inner = children.filter((child) => child.name !== `${WSDL}documentation`);
  return [{ depth, words }, ...inner.flatMap((child) => linesOf(child, depth + 1))];
}

function parse(xml: string): Node {
  const parser = new SaxesParser({ xmlns: true });
  const open: Node[] = [];
  let root: Node | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const node: Node = {
      name: `{${tag.uri}}${tag.local}`,
      attributes: attributesOf(tag, parser),
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(node);
    root ??= node;
    open.push(node);
  });
  parser.on('text', (text) => {
    const node = open.at(-1);
    if (node) node.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  if (!root) throw new Error('The document is empty.');
  return root;
}

function attributesOf(tag: SaxesTagNS, parser: { resolve(prefix: string): string | undefined }) {
  const attributes = new Map<string, string>();
  for (const { prefix, local, uri, value } of Object.values<SaxesAttributeNS>(tag.attributes)) {
    if (prefix === 'xmlns' || local === 'xmlns') continue;
    const [, valuePrefix, name] = /^([\w.-]+):([\w.-]+)$/.exec(value) ?? [];
    const isQName = QNAME_ATTRIBUTES.includes(local) && valuePrefix !== undefined;
    const resolved = isQName ? `{${parser.resolve(valuePrefix ?? '')}}${name}` : value;
    attributes.set(uri ? `{${uri}}${local}` : local, resolved);
  }
  return attributes;
}
