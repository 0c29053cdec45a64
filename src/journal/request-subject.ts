/** Finds what a recorded request was about: the service, the operation, and what its body holds. */
import { partnerSystemUserService } from '../contract/partner-system-user.ts';
import { findService, type ServedContract } from '../contract/served-contract.ts';
import { services } from '../contract/services88/services.ts';
import { readMediaType } from '../media/media-type.ts';
import { operationsOf, type RestOperation } from '../rest/operations.ts';
import { serviceRouteOf } from '../soap/soap-route.ts';
import { isForm } from '../web/form-fields.ts';
import { decodeText } from '../xml/decode-text.ts';
import type { XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import type { Recorded } from './recorded.ts';
import type { MessageSubject } from './redact-body.ts';

/** Loaded at the first request to REST. */
let restOperations: ReadonlyMap<string, RestOperation> | null = null;

export function restOperationAt(path: string): RestOperation | null {
  restOperations ??= new Map(operationsOf(services).map((it) => [it.path.toLowerCase(), it]));
  const [, route = ''] = /(\/api\/.*?)\/?$/i.exec(path) ?? [];
  return restOperations.get(route.toLowerCase()) ?? null;
}

export function subjectOf({ request }: Recorded, contract: ServedContract): MessageSubject {
  const { protocol, path } = request;
  if (protocol === 'health') throw new Error('Health checks are not recorded.');
  if (protocol === 'login') return { protocol, ...loginSubjectOf(path) };
  const route = protocol === 'soap' ? serviceRouteOf(path, '') : null;
  const service = route && (findService(contract, route.version, route.serviceName) ?? null);
  const operation = protocol === 'rest' ? (restOperationAt(path)?.declaration ?? null) : null;
  return { protocol, service, operation };
}

function loginSubjectOf(path: string): Pick<MessageSubject, 'service' | 'operation'> {
  const isSoap = /\/partnersystemuserservice\.svc$/i.test(path);
  const isRest = /\/api\/partnersystemuser\/authenticate\/?$/i.test(path);
  return {
    service: isSoap ? partnerSystemUserService : null,
    operation: isRest ? partnerSystemUserService.operations.Authenticate : null,
  };
}

/** The operation that a request names, even if it was refused before it was read. */
export function operationOf(recorded: Recorded, { service }: MessageSubject): string | null {
  const { protocol, path } = recorded.request;
  if (protocol === 'rest') {
    const operation = restOperationAt(path);
    return operation && `${operation.service.name}/${operation.name}`;
  }
  if (service === null) return null;
  const name = operationElementOf(xmlRootOf(recorded))?.name ?? '';
  return Object.hasOwn(service.operations, name) ? `${service.name}/${name}` : null;
}

/** The element in the body of an envelope. */
export function operationElementOf(root: XmlElement | null): XmlElement | null {
  const body = root?.children.find(({ name }) => name === 'Body');
  return body?.children[0] ?? null;
}

/** Returns null if the body is no XML. */
export function xmlRootOf({ request, body }: Recorded): XmlElement | null {
  if (body === null) return null;
  const charset = readMediaType(request.head.headers['content-type'])?.charset ?? null;
  try {
    return parseXml(decodeText(Buffer.from(body), charset));
  } catch {
    return null;
  }
}

/** Returns the parameters of a form, or the properties of a JSON object with empty values. */
export function parametersOf({ request, body }: Recorded): ReadonlyMap<string, string> {
  const text = Buffer.from(body ?? []).toString('utf8');
  if (isForm(readMediaType(request.head.headers['content-type'])) && !/^\s*[{[]/.test(text)) {
    return new Map(new URLSearchParams(text));
  }
  try {
    return new Map(Object.keys(Object(JSON.parse(text))).map((name) => [name, '']));
  } catch {
    return new Map();
  }
}
