/**
 * Reads an XML document in one pass over its characters: strict, namespace-aware, under limits.
 *
 * It reads only what a SOAP message may contain, and refuses the rest. A SOAP message has no
 * document type declaration, so there are no entities, default attributes or attribute types.
 *
 * @see https://www.w3.org/TR/xml/
 * @see https://www.w3.org/TR/xml-names/
 */
import { beginsName, endOfName, findNotXml, isSpace, isXmlText } from './characters.ts';
import type { XmlAttribute, XmlElement } from './element.ts';
import {
  type Declaration,
  findNamespace,
  predeclared,
  problemOfDeclaration,
} from './namespaces.ts';
import { resolveReferences } from './references.ts';
import { XmlError } from './xml-error.ts';
import type { XmlLimits } from './xml-limits.ts';

/** An element that is being read. */
interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** A start tag whose end tag has not been read, linked to the open tags around it. */
interface OpenTag {
  readonly element: OpenElement;
  readonly name: string;
  /** The declarations in scope around it. */
  readonly around: Declaration;
  readonly outer: OpenTag | null;
}

/** An attribute whose prefix is not resolved yet. */
interface RawAttribute {
  readonly name: string;
  readonly value: string;
}

const LESS = 0x3c;
const SLASH = 0x2f;
const GREATER = 0x3e;
const EQUALS = 0x3d;
const EXCLAMATION = 0x21;

/** Shared by all elements without attributes. */
const NO_ATTRIBUTES: readonly XmlAttribute[] = [];

const DECLARATION_START = /^\uFEFF?<\?xml[ \t\n?]/;
const DECLARATION_BEGIN = /^<\?xml[ \t\n?]/;
/** @see https://www.w3.org/TR/xml/#NT-XMLDecl */
const DECLARATION =
  /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.\d+"|'1\.\d+')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/y;

export class XmlReader {
  readonly #text: string;
  readonly #limits: XmlLimits;
  /** The declarations in scope at the current position. */
  #declared = predeclared;
  /** The innermost open tag at the current position. */
  #open: OpenTag | null = null;
  #depth = 0;
  #at = 0;
  #elements = 0;

  constructor(text: string, limits: XmlLimits) {
    // Section 2.11: all line ends become a line feed.
    this.#text = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    this.#limits = limits;
  }

  /** @throws XmlError `not-well-formed`, `forbidden` or `too-large`. */
  readDocument(): XmlElement {
    if (!isXmlText(this.#text)) {
      throw this.#malformed('a character that XML does not allow', findNotXml(this.#text));
    }
    this.#passProlog();
    const root = this.#readTree();
    this.#passMisc();
    if (this.#text.startsWith('<', this.#at)) throw this.#unexpectedMarkup();
    if (this.#at < this.#text.length) throw this.#malformed('text behind the root element');
    return root;
  }

  #passProlog(): void {
    if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    if (DECLARATION_START.test(this.#text)) {
      DECLARATION.lastIndex = this.#at;
      if (!DECLARATION.test(this.#text)) throw this.#malformed('an XML declaration that is none');
      this.#at = DECLARATION.lastIndex;
    }
    this.#passMisc();
    if (this.#at === this.#text.length) throw this.#malformed('a document without an element');
  }

  /** Skips what may stand around the root element: comments and white space. */
  #passMisc(): void {
    this.#passSpace();
    while (this.#text.startsWith('<!--', this.#at)) {
      this.#passComment();
      this.#passSpace();
    }
  }

  #passSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at += 1;
  }

  #passComment(): void {
    const end = this.#text.indexOf('--', this.#at + 4);
    if (end === -1 || this.#text.charCodeAt(end + 2) !== GREATER) {
      throw this.#malformed('a comment without an end, or with -- in it');
    }
    this.#at = end + 3;
  }

  #readTree(): XmlElement {
    if (this.#text.charCodeAt(this.#at) !== LESS) throw this.#malformed('text outside an element');
    const root = this.#readStart();
    for (let open = this.#open; open !== null; open = this.#open) this.#readContent(open);
    return root;
  }

  /** Reads the text up to the next markup, and that markup. */
  #readContent(open: OpenTag): void {
    const { element } = open;
    const start = this.#text.indexOf('<', this.#at);
    if (start === -1) throw this.#malformed(`no end of <${open.name}>`, this.#text.length);
    if (start > this.#at) element.text += this.#textBefore(start);
    this.#at = start;
    const next = this.#text.charCodeAt(start + 1);
    if (next === SLASH) this.#readEnd(open);
    else if (next === EXCLAMATION) this.#readSection(element);
    else element.children.push(this.#readStart());
  }

  #textBefore(end: number): string {
    const raw = this.#text.slice(this.#at, end);
    if (raw.includes(']]>')) throw this.#malformed(']]> in text', this.#at + raw.indexOf(']]>'));
    return raw.includes('&') ? this.#resolved(raw, this.#at) : raw;
  }

  /** Reads a comment or a CDATA section. */
  #readSection(element: OpenElement): void {
    if (this.#text.startsWith('<!--', this.#at)) {
      this.#passComment();
      return;
    }
    if (!this.#text.startsWith('<![CDATA[', this.#at)) throw this.#unexpectedMarkup();
    const start = this.#at + 9;
    const end = this.#text.indexOf(']]>', start);
    if (end === -1) throw this.#malformed('no end of a CDATA section');
    element.text += this.#text.slice(start, end);
    this.#at = end + 3;
  }

  #readEnd({ name, around, outer }: OpenTag): void {
    if (!this.#text.startsWith(name, this.#at + 2)) throw this.#malformed(`no end of <${name}>`);
    this.#at += 2 + name.length;
    this.#passSpace();
    if (this.#text.charCodeAt(this.#at) !== GREATER) throw this.#malformed(`no end of <${name}>`);
    this.#at += 1;
    this.#open = outer;
    this.#depth -= 1;
    this.#declared = around;
  }

  /** Reads a start tag or an empty-element tag. */
  #readStart(): OpenElement {
    this.#countElement();
    const tag = this.#readName(this.#at + 1);
    if (tag === '') throw this.#unexpectedMarkup();
    const around = this.#declared;
    const attributes = this.#readAttributes(around);
    const colon = this.#colonOf(tag);
    const element = {
      namespace: this.#namespaceOf(colon === -1 ? '' : tag.slice(0, colon)),
      name: colon === -1 ? tag : tag.slice(colon + 1),
      attributes: attributes === null ? NO_ATTRIBUTES : this.#resolve(attributes),
      children: [],
      text: '',
    };
    if (this.#text.charCodeAt(this.#at) === SLASH) {
      if (this.#text.charCodeAt(this.#at + 1) !== GREATER) throw this.#malformed('a lone /');
      this.#at += 2;
      this.#declared = around;
      return element;
    }
    this.#at += 1;
    this.#open = { element, name: tag, around, outer: this.#open };
    this.#depth += 1;
    return element;
  }

  #countElement(): void {
    const { elementsMax, depthMax } = this.#limits;
    this.#elements += 1;
    if (this.#elements > elementsMax) {
      throw new XmlError('too-large', `The message has more than ${elementsMax} elements.`);
    }
    if (this.#depth >= depthMax) {
      throw new XmlError('too-large', `The message is nested deeper than ${depthMax} elements.`);
    }
  }

  /**
   * Reads up to the end of the tag. Returns null if it has no attributes other than namespace
   * declarations.
   */
  #readAttributes(around: Declaration): RawAttribute[] | null {
    let attributes: RawAttribute[] | null = null;
    for (let count = 1; ; count += 1) {
      const before = this.#at;
      this.#passSpace();
      const code = this.#text.charCodeAt(this.#at);
      if (code === GREATER || code === SLASH) return attributes;
      const name = this.#at === before ? '' : this.#readName(this.#at);
      if (name === '') throw this.#malformed('a tag that does not end');
      const value = this.#readValue(name);
      if (count > this.#limits.attributesMax) {
        const message = `An element has more than ${this.#limits.attributesMax} attributes.`;
        throw new XmlError('too-large', message);
      }
      if (name === 'xmlns') this.#declare('', value, around);
      else if (name.startsWith('xmlns:')) {
        this.#declare(name.slice(this.#colonOf(name) + 1), value, around);
      } else if (attributes === null) attributes = [{ name, value }];
      else attributes.push({ name, value });
    }
  }

  /** Reads the equals sign and the value. */
  #readValue(name: string): string {
    this.#passSpace();
    const isValue = this.#text.charCodeAt(this.#at) === EQUALS;
    this.#at += 1;
    this.#passSpace();
    const quote = this.#text[this.#at];
    const end = this.#text.indexOf(quote ?? '', this.#at + 1);
    if (!isValue || (quote !== '"' && quote !== "'") || end === -1) {
      throw this.#malformed(`no value of the attribute ${name}`);
    }
    const start = this.#at + 1;
    const raw = this.#text.slice(start, end);
    if (raw.includes('<')) {
      throw this.#malformed(`a < in the attribute ${name}`, start + raw.indexOf('<'));
    }
    this.#at = end + 1;
    // Section 3.3.3: white space becomes a space, unless it is written as a reference.
    return /[&\t\n]/.test(raw) ? this.#resolved(raw.replace(/[\t\n]/g, ' '), start) : raw;
  }

  #declare(prefix: string, namespace: string, around: Declaration): void {
    const { namespaceCharactersMax, namespacesMax } = this.#limits;
    if (namespace.length > namespaceCharactersMax) {
      const message = `A namespace name has more than ${namespaceCharactersMax} characters.`;
      throw new XmlError('too-large', message);
    }
    const count = this.#declared.count + 1;
    if (count > namespacesMax) {
      const message = `More than ${namespacesMax} declarations of namespaces hold at one place.`;
      throw new XmlError('too-large', message);
    }
    const problem = problemOfDeclaration(prefix, namespace, this.#declared, around);
    if (problem !== null) throw this.#malformed(problem);
    this.#declared = { prefix, namespace, outer: this.#declared, count };
  }

  /** An attribute without a prefix is in no namespace. */
  #resolve(attributes: readonly RawAttribute[]): readonly XmlAttribute[] {
    const resolved: XmlAttribute[] = [];
    for (const { name: qualified, value } of attributes) {
      const colon = this.#colonOf(qualified);
      const namespace = colon === -1 ? '' : this.#namespaceOf(qualified.slice(0, colon));
      const name = colon === -1 ? qualified : qualified.slice(colon + 1);
      if (resolved.some((other) => other.name === name && other.namespace === namespace)) {
        throw this.#malformed(`the attribute ${name} twice`);
      }
      resolved.push({ namespace, name, value });
    }
    return resolved;
  }

  /** Returns the index of the colon of a qualified name, or -1 if it has none. */
  #colonOf(name: string): number {
    const colon = name.indexOf(':');
    if (colon === -1) return -1;
    // The part after the colon must be a valid name.
    if (colon === 0 || name.includes(':', colon + 1) || !beginsName(name, colon + 1)) {
      throw this.#malformed(`the name ${name}, which is no qualified name`);
    }
    return colon;
  }

  #namespaceOf(prefix: string): string {
    const namespace = findNamespace(this.#declared, prefix);
    if (namespace === null) throw this.#malformed(`the prefix ${prefix}, which is not declared`);
    return namespace;
  }

  /** Returns an empty string if no name begins there. */
  #readName(start: number): string {
    const end = endOfName(this.#text, start);
    if (end > start) this.#at = end;
    return this.#text.slice(start, end);
  }

  /** @param start the index in the document at which the text begins. */
  #resolved(raw: string, start: number): string {
    return resolveReferences(raw, (index) =>
      this.#malformed('an undefined entity, or a reference to no character', start + index),
    );
  }

  #unexpectedMarkup(): XmlError {
    if (this.#text.startsWith('<!DOCTYPE', this.#at)) {
      const message = 'A document type declaration (DTD) is not allowed in a SOAP message.';
      return new XmlError('forbidden', message);
    }
    if (DECLARATION_BEGIN.test(this.#text.slice(this.#at, this.#at + 6))) {
      const onlySpace = this.#text.slice(0, this.#at).trim() === '';
      const before = onlySpace ? 'a line break or a blank' : 'something else';
      const expected = onlySpace ? 'the document without them' : 'it first, or leave it out';
      return this.#malformed(`an XML declaration with ${before} in front of it. Send ${expected}`);
    }
    if (this.#text.startsWith('<?', this.#at)) {
      const message = 'A processing instruction is not allowed in a SOAP message.';
      return new XmlError('forbidden', message);
    }
    return this.#malformed('a < that begins no tag');
  }

  /**
   * @param what describes what was found.
   * @param at the index of the error. Default: the current position.
   */
  #malformed(what: string, at = this.#at): XmlError {
    const before = this.#text.slice(0, at).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    const shown = what.length > 200 ? `${what.slice(0, 200)}...` : what;
    const message = `The document is not well-formed XML: at ${place} there is ${shown}.`;
    return new XmlError('not-well-formed', message);
  }
}
