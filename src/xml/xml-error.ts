/**
 * Why a document was refused:
 * - `not-well-formed`: it is not XML, or not namespace-well-formed.
 * - `forbidden`: it holds a document type declaration or a processing instruction, which SOAP
 *   excludes.
 * - `too-large`: it exceeds one of the limits.
 * - `encoding`: its bytes are not in the encoding that it names.
 * - `encoding-unknown`: that encoding is not supported.
 */
export type XmlErrorCode =
  | 'not-well-formed'
  | 'forbidden'
  | 'too-large'
  | 'encoding'
  | 'encoding-unknown';

/** A refused document. The message is safe to show to whoever sent the document. */
export class XmlError extends Error {
  readonly code: XmlErrorCode;

  constructor(code: XmlErrorCode, message: string) {
    super(message);
    this.name = 'XmlError';
    this.code = code;
  }
}
