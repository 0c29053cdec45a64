/**
 * Hides the values of a well-formed XML document and keeps its form: prefixes, white space and the
 * order of elements stay as they were sent.
 */
import { escapeAttribute, escapeText } from '../xml/escape.ts';
import { resolveReferences } from '../xml/references.ts';
import type { Shape } from './message-shape.ts';
import type { Redaction } from './redaction.ts';
import type { SecretKind } from './secret-numbers.ts';

/** A comment, CDATA, an instruction, a tag with attributes, or text. */
const TOKEN =
  /<!--([\s\S]*?)-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s<>/]+)((?:"[^"]*"|'[^']*'|[^<>"'/]|\/(?!>))*)(\/?)>|([^<]+)/g;
const ATTRIBUTE = /(\s+)([^\s=]+)(\s*=\s*)(?:"([^"]*)"|'([^']*)')/g;

/** Attributes of SOAP and of XML Schema, by their local names. */
const SHOWN_ATTRIBUTES = /^(?:xmlns|nil|type|mustUnderstand|actor|role|relay|encodingStyle)$/;

interface OpenElement {
  readonly shape: Shape;
  /** The text directly inside, without references. */
  text: string;
}

/** @param text is well-formed. @param shape of the document. */
export function redactXml(text: string, shape: Shape, redaction: Redaction): string {
  const open: OpenElement[] = [{ shape, text: '' }];
  let redacted = '';
  const flush = () => {
    const element = open.at(-1);
    if (!element) return;
    redacted += redactText(element.text, element.shape.text, redaction);
    element.text = '';
  };
  for (const [token, comment, data, slash, tag, attributes, empty, characters] of text.matchAll(
    TOKEN,
  )) {
    const element = open.at(-1);
    if (element && characters !== undefined) element.text += resolved(characters);
    else if (element && data !== undefined) element.text += data;
    // Text goes on after a comment, so it is not flushed.
    else if (comment !== undefined) redacted += `<!--${redaction.hide(comment, 'unknown')}-->`;
    else if (tag === undefined) redacted += token.startsWith('<?xml') ? token : '';
    else if (slash === '/') {
      flush();
      open.pop();
      redacted += token;
    } else {
      flush();
      redacted += `<${tag}${redactAttributes(attributes ?? '', redaction)}${empty}>`;
      const child = (element?.shape ?? shape).element(localNameOf(tag));
      if (empty === '') open.push({ shape: child, text: '' });
    }
  }
  flush();
  return redacted;
}

function redactText(text: string, rule: Shape['text'], redaction: Redaction): string {
  if (text.trim() === '') return text;
  return escapeText(redactValue(text, rule, redaction));
}

/** Shows or hides a value. */
export function redactValue(text: string, rule: Shape['text'], redaction: Redaction): string {
  if (rule === 'name') return redactUserName(text, redaction);
  return rule === 'shown' ? redaction.show(text) : redaction.hide(text, rule satisfies SecretKind);
}

function redactUserName(text: string, redaction: Redaction): string {
  return redaction.hidesUserNames ? redaction.hide(text, 'user name') : redaction.show(text);
}

function redactAttributes(attributes: string, redaction: Redaction): string {
  return attributes.replace(
    ATTRIBUTE,
    (_all, space: string, name: string, equals: string, double?: string, single?: string) => {
      const value = resolved(double ?? single ?? '');
      const isShown = name.startsWith('xmlns:') || SHOWN_ATTRIBUTES.test(localNameOf(name));
      const told = isShown ? redaction.show(value) : redaction.hide(value, 'unknown');
      return `${space}${name}${equals}"${escapeAttribute(told)}"`;
    },
  );
}

/** Replaces references, which a well-formed document has only of known kinds. */
function resolved(text: string): string {
  return resolveReferences(text, () => new Error('The document is not well-formed.'));
}

function localNameOf(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
