/** Compares a refused SOAP request with the contract, and shows the nearest valid form. */
import { currentVersionOf, type ServedContract } from '../contract/served-contract.ts';
import { actionOf, type Service } from '../contract/service.ts';
import { sampleElementText, sampleRequest } from '../soap/sample-request.ts';
import { serviceAddress } from '../soap/soap-route.ts';
import { soapVersions } from '../soap/version.ts';
import type { XmlElement } from '../xml/element.ts';
import { type AnyType, allFields, type Fields, resolveType, typeOfField } from '../xsd/types.ts';
import { headerBlockMiss } from './header-block-miss.ts';
import { type NearMiss, nearestForm } from './near-miss.ts';
import { nearestName } from './nearest-name.ts';
import { operationElementOf } from './request-subject.ts';

export interface SoapAttempt {
  readonly reason: string;
  /** What the client is told. */
  readonly message: string;
  readonly path: string;
  readonly contract: ServedContract;
  readonly service: Service | null;
  /** Null if the body is no XML. */
  readonly root: XmlElement | null;
}

/** Longer samples are not shown: the help page of the service has them. */
const SAMPLE_CHARACTERS_MAX = 2_000;

export function soapNearMiss(attempt: SoapAttempt): NearMiss | null {
  const { reason, service, root } = attempt;
  if (service === null) return reason === 'service-unknown' ? addressMiss(attempt) : null;
  const element = operationElementOf(root);
  switch (reason) {
    case 'media-type-unsupported':
      return nearestForm('Content-Type: text/xml; charset=utf-8');
    case 'method-not-allowed':
      return nearestForm(`POST ${attempt.path}`);
    case 'version-mismatch':
      return nearestForm(`<soap:Envelope xmlns:soap="${soapVersions['1.1'].envelope}">`);
    case 'not-xml':
    case 'xml-forbidden':
    case 'not-an-envelope':
    case 'operation-missing':
    case 'operation-repeated':
      return nearestForm(sampleOf(service, element?.name ?? firstOperationOf(service)));
    case 'operation-unknown':
      return element && operationMiss(attempt, service, element);
    case 'action-mismatch':
      return element && nearestForm(`SOAPAction: "${actionOf(service, element.name)}"`);
    case 'value-invalid':
      return valueMiss(attempt, service);
    default:
      return (
        (root && headerBlockMiss(reason, service, root)) ??
        (element && elementMiss(service, element))
      );
  }
}

function firstOperationOf({ operations }: Service): string {
  return Object.keys(operations)[0] ?? '';
}

function sampleOf(service: Service, operation: string): string | null {
  if (!Object.hasOwn(service.operations, operation)) return null;
  const sample = sampleRequest(service, operation);
  return sample.length <= SAMPLE_CHARACTERS_MAX ? sample : null;
}

function addressMiss({ path, contract }: SoapAttempt): NearMiss {
  const paths = contract.versions
    .toReversed()
    .flatMap((version) =>
      contract.servicesOf(version).map((service) => serviceAddress('', '', service)),
    );
  const [, tenant = '', rest = path] = /^(.*?)(\/remote\/.*)$/i.exec(path) ?? [];
  const nearest = nearestName(rest, paths) ?? paths[0] ?? null;
  return nearestForm(nearest && tenant + nearest);
}

function operationMiss(
  { contract }: SoapAttempt,
  service: Service,
  { name, namespace }: XmlElement,
): NearMiss {
  const nearest = nearestName(name, Object.keys(service.operations));
  if (namespace !== service.namespace) {
    return nearestForm(`<${nearest ?? name} xmlns="${service.namespace}">`);
  }
  const current = contract.servicesOf(currentVersionOf(contract));
  const others = [
    ...current,
    ...contract.versions.flatMap((version) => contract.servicesOf(version)),
  ];
  const owner = others.find(({ operations }) => Object.hasOwn(operations, name));
  if (owner) {
    const address = serviceAddress('', '', owner);
    return { text: `The service at ${address} has it.`, nearest: `POST ${address}` };
  }
  return nearestForm(nearest && `<${nearest} xmlns="${service.namespace}">`);
}

/** The message names the element by its path, such as `GetAccessToken/IncludeCsSession`. */
function valueMiss({ message }: SoapAttempt, service: Service): NearMiss | null {
  const [, path = ''] = /^Element ([^\s:]+):/.exec(message) ?? [];
  const [first = '', ...names] = path.split('/');
  const operation = Object.hasOwn(service.operations, first) ? service.operations[first] : null;
  const block = Object.hasOwn(service.requestHeaders, first)
    ? service.requestHeaders[first]
    : undefined;
  const name = names.at(-1) ?? first;
  const start = operation ? null : block && typeOfField(block);
  if (operation && names.length === 0) return nearestForm(sampleOf(service, first));
  const type = names.reduce<AnyType | null>(
    (found, part, index) =>
      operation && index === 0 ? fieldOf(operation.request, part) : found && childOf(found, part),
    start ?? null,
  );
  return type && nearestForm(sampleElementText(name, type, service.namespace));
}

function fieldOf(fields: Fields, name: string): AnyType | null {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field === undefined ? null : typeOfField(field);
}

function childOf(declared: AnyType, name: string): AnyType | null {
  const type = resolveType(declared);
  switch (type.kind) {
    case 'complex':
      return fieldOf(allFields(type), name);
    case 'array':
      return type.item;
    case 'dictionary':
    case 'simple':
      return type;
  }
}

/** Unknown elements are ignored, so a misspelt one is as if it were not there. */
function elementMiss(service: Service, element: XmlElement): NearMiss | null {
  const operation = Object.hasOwn(service.operations, element.name)
    ? service.operations[element.name]
    : undefined;
  if (!operation) return null;
  const known = Object.keys(operation.request);
  const unknown = element.children.find(({ name }) => !known.includes(name));
  if (!unknown) return null;
  const nearest = nearestName(unknown.name, known);
  const text = `${element.name} has no element <${unknown.name}>, so it is ignored.`;
  return { text, nearest: nearest && `<${nearest} xmlns="${service.namespace}">` };
}
