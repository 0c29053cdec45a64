/** A WSDL taken apart into its components, each in a form in which only what it says counts. */
import { hash } from 'node:crypto';
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';

interface Node {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Node[];
  text: string;
}

const XS = '{http://www.w3.org/2001/XMLSchema}';
const WSDL = '{http://schemas.xmlsoap.org/wsdl/}';
/** Attributes whose values are qualified names, and so depend on prefixes. */
const QNAME_ATTRIBUTES = ['type', 'base', 'element', 'message', 'binding'];

/**
 * Components by a name for people: global schema components, messages, and the operations of port
 * type and binding. Left out are summaries, imports, the order of components, prefixes and white
 * space, and the address of the service.
 */
export function wsdlComponents(wsdl: string): ReadonlyMap<string, string> {
  const components = new Map<string, string>();
  const add = (name: string, node: Node) => components.set(name, canonical(node));
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

/** Names a component and all that it says, without repeating any of it. */
export function fingerprint(name: string, content: string): string {
  return hash('sha256', `${name}\n${content}`, 'hex').slice(0, 24);
}

function canonical(node: Node): string {
  const attributes = [...node.attributes].map(([name, value]) => `${name}=${value}`).sort();
  const children = node.children.filter(({ name }) => name !== `${WSDL}documentation`);
  return `<${node.name} ${attributes.join(' ')}>${node.text.trim()}${children.map(canonical).join('')}</>`;
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
