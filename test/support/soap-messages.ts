/** Builds SOAP messages and parses answers. */
import { readEnvelope } from '../../src/soap/envelope.ts';
import { type SoapVersion, soapVersions } from '../../src/soap/version.ts';
import { attributeOf, type XmlElement } from '../../src/xml/element.ts';
import { parseXml } from '../../src/xml/parse.ts';

export const SERVICES88 = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Headers;
  readonly text: string;
  /** Header blocks by name. Those that are nil are omitted. */
  readonly header: ReadonlyMap<string, XmlElement>;
  readonly body: XmlElement;
}

export interface Post {
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

export async function post(
  url: string,
  message: string | Uint8Array<ArrayBuffer>,
  {
    contentType = 'text/xml; charset=utf-8',
    headers = {},
    path = '/Remote/Services88/User.svc',
  }: Post = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': contentType, ...headers },
    body: message,
  });
  const text = await response.text();
  const { headerBlocks, body } = readEnvelope(parseXml(text), 32);
  const [element] = body;
  if (!element) throw new Error('The body of the answer is empty.');
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    headers: response.headers,
    text,
    header: headersByName(headerBlocks),
    body: element,
  };
}

/**
 * Returns an envelope with default namespaces. `header` and `body` are XML in the namespace of
 * the services.
 */
export function envelope(body: string, header = '', version: SoapVersion = '1.1'): string {
  const blocks = header && `<Header>${header}</Header>`;
  return `<Envelope xmlns="${soapVersions[version].envelope}">${blocks}<Body>${body}</Body></Envelope>`;
}

export const inServices = (xml: string) =>
  xml.replace(/^<([A-Za-z]+)/, `<$1 xmlns="${SERVICES88}"`);

export const credentials = (ticket: string) =>
  inServices(`<Credentials><Ticket>${ticket}</Ticket></Credentials>`);

export const getAccessToken = (inner = '') =>
  inServices(`<GetAccessToken>${inner}</GetAccessToken>`);

/** Returns the text at a path of element names. Null if the element is absent or nil. */
export function textAt(element: XmlElement | undefined, ...path: string[]): string | null {
  let current = element;
  for (const name of path) current = current?.children.find((child) => child.name === name);
  return current && !isNil(current) ? current.text : null;
}

/** Returns header blocks by name. Those that are nil are omitted. */
export function headersByName(blocks: readonly XmlElement[]): ReadonlyMap<string, XmlElement> {
  return new Map(blocks.filter((block) => !isNil(block)).map((block) => [block.name, block]));
}

export function isNil(element: XmlElement): boolean {
  return attributeOf(element, XSI, 'nil') === 'true';
}

/** Returns the names of an element's children with their texts. Null for those that are nil. */
export function contentOf({ children }: XmlElement): readonly (readonly [string, string | null])[] {
  return children.map((child) => [child.name, textAt(child)]);
}
