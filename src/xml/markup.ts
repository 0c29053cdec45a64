/**
 * Builds XML as a tree and prints it indented, for documents that people read, such as the WSDL.
 */
import { escapeAttribute, escapeText } from './escape.ts';

export interface Markup {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: readonly Markup[] | string;
}

/** Makes an element. An attribute whose value is undefined is left out. */
export function markup(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  content: readonly Markup[] | string = [],
): Markup {
  const given: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) given[key] = value;
  }
  return { name, attributes: given, content };
}

export function printMarkup(element: Markup, indent = ''): string {
  const attributes = Object.entries(element.attributes)
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join('');
  const start = `${indent}<${element.name}${attributes}`;
  if (element.content.length === 0) return `${start}/>\n`;
  if (typeof element.content === 'string') {
    return `${start}>${escapeText(element.content)}</${element.name}>\n`;
  }
  const children = element.content.map((child) => printMarkup(child, `${indent}  `)).join('');
  return `${start}>\n${children}${indent}</${element.name}>\n`;
}
