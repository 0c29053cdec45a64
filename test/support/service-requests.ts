/** Posts requests for any operation, in the layout that most clients use or the published one. */
import assert from 'node:assert/strict';
import type { Service } from '../../src/contract/service.ts';
import { writerFor } from '../../src/soap/envelope-writer.ts';
import { soapVersions } from '../../src/soap/version.ts';
import { escapeText } from '../../src/xml/escape.ts';
import { decodeJsonFields } from '../../src/xsd/decode-json.ts';
import { type Answer, post } from './soap-messages.ts';

export interface ServiceRequest {
  readonly service: Service;
  readonly operation: string;
  /** In the JSON of REST. */
  readonly json: object;
  /** If absent, there is no block `Credentials`. */
  readonly ticket?: string;
  /** If absent, the published layout sends that of the samples, and the other none. */
  readonly applicationToken?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * In the published samples, header blocks are directly in the envelope, every member names its
   * type, and the version is SOAP 1.2.
   */
  readonly isPublished: boolean;
}

export function postRequest(url: string, request: ServiceRequest): Promise<Answer> {
  const { service, headers = {}, isPublished } = request;
  const { mediaType } = soapVersions[isPublished ? '1.2' : '1.1'];
  const contentType = `${mediaType}; charset=utf-8`;
  const path = `/Remote/Services88/${service.name}.svc`;
  return post(url, messageOf(request), { contentType, headers, path });
}

const SAMPLE_APPLICATION_TOKEN = '1234567-1234-9876';

function messageOf({ service, operation, json, isPublished, ...given }: ServiceRequest): string {
  const { name, namespace, operations } = service;
  const request = operations[operation]?.request;
  assert.ok(request, `${name} has no operation ${operation}`);
  const writer = writerFor(service);
  const write = writer.encoder.wrapper({ namespace, name: operation }, request);
  const values = decodeJsonFields(request, json, operation);
  const body = write(values, isPublished ? 'all' : 'none');
  const block = (part: string, content: string) => `<${name}:${part}>${content}</${name}:${part}>`;
  const { ticket, applicationToken = isPublished ? SAMPLE_APPLICATION_TOKEN : undefined } = given;
  const application =
    applicationToken === undefined ? '' : block('ApplicationToken', escapeText(applicationToken));
  const credentials =
    ticket === undefined ? '' : block('Credentials', block('Ticket', escapeText(ticket)));
  const header = application + credentials;
  if (!isPublished) return writer.write('1.1', header, body);
  const [start, rest] = writer.write('1.2', '', body).split('<SOAP-ENV:Body>');
  return `${start}${header}<SOAP-ENV:Body>${rest}`;
}
