/** Hides what is secret or unknown in bodies, in the form of each protocol. */
import { partnerSystemUserService } from '../contract/partner-system-user.ts';
import type { Operation, Service } from '../contract/service.ts';
import { readMediaType } from '../media/media-type.ts';
import { singleResponseOf } from '../rest/operations.ts';
import { soleParameterOf } from '../rest/sole-parameter.ts';
import { parseSoapMediaType } from '../soap/media-type.ts';
import { isForm } from '../web/form-fields.ts';
import { decodeText } from '../xml/decode-text.ts';
import { parseXml } from '../xml/parse.ts';
import {
  documentShapeOf,
  SHOWN,
  type Shape,
  shapeOf,
  shapeOfFields,
  UNKNOWN,
} from './message-shape.ts';
import {
  loginAnswerShape,
  oauthAnswerShape,
  oauthFormShape,
  pageFormShape,
} from './protocol-shapes.ts';
import { type Recorded, shownBytesMax } from './recorded.ts';
import { redactForm } from './redact-head.ts';
import { redactJson } from './redact-json.ts';
import { redactXml } from './redact-xml.ts';
import type { Redaction } from './redaction.ts';

/** What a message belongs to. */
export interface MessageSubject {
  readonly protocol: 'soap' | 'rest' | 'oauth2' | 'login' | 'page';
  /** Null if it is unknown. */
  readonly service: Service | null;
  /** Only for REST, and for the twin of it at the login. Null if it is unknown. */
  readonly operation: Operation | null;
}

export function redactRequestBody(
  { body, bodyBytes }: Pick<Recorded, 'body' | 'bodyBytes'>,
  contentType: string | undefined,
  subject: MessageSubject,
  redaction: Redaction,
): string {
  if (bodyBytes === 0) return '';
  const redacted = body && tryRedact(body, contentType, requestShapeOf(subject), redaction);
  return redacted ?? hiddenBody(bodyBytes, contentType, redaction);
}

export function redactAnswerBody(
  body: string,
  contentType: string | undefined,
  status: number,
  subject: MessageSubject,
  redaction: Redaction,
): string {
  if (body === '') return '';
  const essence = readMediaType(contentType)?.essence;
  if (essence === 'text/plain' && body.length <= shownBytesMax) return redaction.show(body);
  const shape = answerShapeOf(subject, status);
  const redacted = tryRedact(Buffer.from(body), contentType, shape, redaction);
  return redacted ?? hiddenBody(Buffer.byteLength(body), contentType, redaction);
}

function hiddenBody(bytes: number, contentType: string | undefined, redaction: Redaction): string {
  const essence = readMediaType(contentType)?.essence ?? 'an unknown type';
  return `(${bytes} bytes of ${redaction.show(essence)}, hidden)`;
}

/** Returns null for a body that cannot be read, or is too large. */
function tryRedact(
  body: Uint8Array,
  contentType: string | undefined,
  shape: Shape,
  redaction: Redaction,
): string | null {
  if (body.length > shownBytesMax) return null;
  const text = textOf(body, contentType);
  if (text === null) return null;
  const mediaType = readMediaType(contentType);
  try {
    if (parseSoapMediaType(contentType) !== null) {
      parseXml(text);
      return redactXml(text, shape, redaction);
    }
    const isJson = /^\s*[{["]/.test(text);
    if (isForm(mediaType) && !isJson) return redactForm(text, shape, redaction);
    if (isJson) return JSON.stringify(redactJson(JSON.parse(text), shape, redaction));
  } catch {
    return null;
  }
  return null;
}

function textOf(body: Uint8Array, contentType: string | undefined): string | null {
  try {
    return decodeText(Buffer.from(body), readMediaType(contentType)?.charset ?? null);
  } catch {
    return null;
  }
}

/** In JSON, the header blocks are properties beside the others. */
const systemUserFields = {
  ...partnerSystemUserService.requestHeaders,
  ...partnerSystemUserService.operations.Authenticate.request,
};

function requestShapeOf({ protocol, service, operation }: MessageSubject): Shape {
  switch (protocol) {
    case 'soap':
      return service ? documentShapeOf(service) : UNKNOWN;
    case 'rest':
      return operation ? restShapeOf(operation) : UNKNOWN;
    case 'oauth2':
      return oauthFormShape;
    case 'login':
      if (service) return documentShapeOf(service);
      return operation ? shapeOfFields(systemUserFields) : oauthFormShape;
    case 'page':
      return pageFormShape;
  }
}

/** A list or a record that is the only parameter may be the whole body. */
function restShapeOf({ request }: Operation): Shape {
  const shape = shapeOfFields(request);
  const [name, type] = soleParameterOf(request) ?? [];
  if (name === undefined || (type?.kind !== 'array' && type?.kind !== 'complex')) return shape;
  const whole = shapeOf(name, type);
  const isNamed = (property: string) => property.toLowerCase() === name.toLowerCase();
  return {
    ...shape,
    property: (property) => (isNamed(property) ? whole : whole.property(property)),
    item: whole.item,
  };
}

function answerShapeOf({ protocol, service, operation }: MessageSubject, status: number): Shape {
  switch (protocol) {
    case 'soap':
      // Without a service, the answer is a fault.
      return service ? documentShapeOf(service) : SHOWN;
    case 'rest': {
      if (status >= 400 || operation === null) return SHOWN;
      const [name, type] = singleResponseOf(operation) ?? [];
      return name === undefined || type === undefined
        ? shapeOfFields(operation.response)
        : shapeOf(name, type);
    }
    case 'login':
      if (service) return documentShapeOf(service);
      return operation ? shapeOfFields(operation.response) : loginAnswerShape;
    case 'oauth2':
      return oauthAnswerShape;
    case 'page':
      return UNKNOWN;
  }
}
