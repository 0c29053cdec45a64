/** What is answered below the addresses of the SOAP services: messages, and pages about them. */
import type { Caller, HandlerTable } from '../contract/service.ts';
import { businessErrorOf } from '../soap/business-error.ts';
import type { SoapEndpoint } from '../soap/endpoint.ts';
import { headersOfFault, SoapFault, statusOfFault } from '../soap/fault.ts';
import { refuse, type SoapResponse } from '../soap/response.ts';
import { BodyError, type BodyProblem } from '../web/body.ts';
import { explainProblem, type Sites } from '../web/sites.ts';
import {
  type Answer,
  addressOf,
  answerRoot,
  answerService,
  answerText,
  CONTEXT_IDENTIFIER,
} from './pages.ts';
import type { RequestHead } from './request-head.ts';
import type { SoapRoute } from './routes.ts';

/** The SOAP services of one tenant. */
export interface SoapSite {
  /** In front of every path; empty on-site. */
  readonly contextIdentifier: string;
  /** By the name of the service, as it is declared. */
  readonly handlers: ReadonlyMap<string, HandlerTable>;
}

export interface SoapDeskOptions {
  readonly endpoints: readonly SoapEndpoint[];
  readonly sites: Sites<SoapSite>;
  readonly publicUrl: string | null;
  /** Of a message, before and after decompression. */
  readonly envelopeBytesMax: number;
  /** Scheme and authority at which the client reached the server. */
  readonly originOf: (request: RequestHead) => string;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

/**
 * The body of a request, which is only read when somebody wants it.
 *
 * @throws BodyError for more than so many bytes, and for what is no body.
 */
export type ReadBody = (bytesMax: number) => Promise<Buffer> | Buffer;

type ServiceRoute = Extract<SoapRoute, { kind: 'service' }>;

/** A service of a tenant, as it was addressed. */
interface Addressed {
  readonly endpoint: SoapEndpoint;
  readonly route: ServiceRoute;
  readonly contextIdentifier: string;
}

const BODY_FAULTS: Readonly<
  Record<Exclude<BodyProblem, 'aborted'>, (envelopeBytesMax: number) => SoapFault>
> = {
  'too-large': (envelopeBytesMax) =>
    new SoapFault('body-too-large', `The message is larger than ${envelopeBytesMax} bytes.`),
  'no-room': () =>
    new SoapFault(
      'unavailable',
      'This server is receiving too many large requests. Try again in a second.',
    ),
  'unsupported-encoding': () =>
    new SoapFault(
      'media-type-unsupported',
      'The Content-Encoding is not supported; expected gzip, deflate or none.',
    ),
  undecodable: () =>
    new SoapFault('body-undecodable', 'The message is not in the Content-Encoding that it names.'),
};

export class SoapDesk {
  readonly #options: SoapDeskOptions;
  /** By their names in lower case. */
  readonly #endpoints: ReadonlyMap<string, SoapEndpoint>;

  constructor(options: SoapDeskOptions) {
    this.#options = options;
    this.#endpoints = new Map(
      options.endpoints.map((endpoint) => [endpoint.declaration.name.toLowerCase(), endpoint]),
    );
  }

  /** Null when the client is gone. */
  async answer(
    request: RequestHead,
    route: SoapRoute,
    caller: Caller,
    readBody: ReadBody,
  ): Promise<Answer | null> {
    const { method } = request;
    const reads = method === 'GET' || method === 'HEAD';
    if (!reads && method !== 'POST') {
      const message = `The method ${method} is not allowed here; send SOAP by POST, read by GET.`;
      const fault = new SoapFault('method-not-allowed', message);
      return { ...this.#refuse(request, fault), headers: { Allow: 'GET, HEAD, POST' } };
    }
    if (reads && route.kind === 'root') return this.#answerRoot(request);
    try {
      const addressed = this.#serviceAt(route);
      const { contextIdentifier } = addressed;
      const site = await this.#options.sites.find(contextIdentifier);
      if (typeof site !== 'object') {
        throw new SoapFault('tenant-unavailable', explainProblem(site, contextIdentifier));
      }
      return reads
        ? this.#answerPage(request, addressed, site)
        : await this.#answerSoap(request, addressed, site, caller, readBody);
    } catch (error) {
      const fault = this.#asFault(error, caller);
      return reads
        ? {
            ...answerText(statusOfFault(fault, '1.1'), fault.message),
            headers: headersOfFault(fault),
          }
        : this.#refuse(request, fault);
    }
  }

  /** For who asks too often. */
  refuseForNow(request: RequestHead): Answer {
    const message =
      'Too many requests from this address. Ask less often, or try again in a second.';
    const refusal = this.#refuse(request, new SoapFault('too-many-requests', message));
    return { ...refusal, headers: { 'Retry-After': '1' } };
  }

  async #answerSoap(
    request: RequestHead,
    { endpoint }: Addressed,
    site: SoapSite,
    caller: Caller,
    readBody: ReadBody,
  ): Promise<SoapResponse | null> {
    const { envelopeBytesMax } = this.#options;
    const soapAction = request.headers['soapaction'];
    try {
      const body = await readBody(envelopeBytesMax);
      return await endpoint.handle({
        contentType: request.headers['content-type'],
        soapAction: Array.isArray(soapAction) ? soapAction.join(',') : soapAction,
        body,
        caller,
        handlers: site.handlers.get(endpoint.declaration.name) ?? {},
      });
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      if (error.problem === 'aborted') return null;
      throw BODY_FAULTS[error.problem](envelopeBytesMax);
    }
  }

  #answerPage(request: RequestHead, { endpoint, route }: Addressed, site: SoapSite): Answer {
    const { publicUrl } = this.#options;
    const { declaration } = endpoint;
    const address =
      publicUrl === null
        ? this.#options.originOf(request) + route.path
        : addressOf(publicUrl, site.contextIdentifier, declaration);
    return answerService(declaration, address, route.asksFor);
  }

  #answerRoot(request: RequestHead): Answer {
    const { endpoints, sites } = this.#options;
    const services = endpoints.map(({ declaration }) => declaration);
    return answerRoot(services, this.#options.originOf(request), sites.inPath);
  }

  /** @throws SoapFault when there is no service at this address. */
  #serviceAt(route: SoapRoute): Addressed {
    if (route.kind !== 'service') throw this.#unknownService();
    const endpoint = this.#endpoints.get(route.serviceName.toLowerCase());
    if (!endpoint) throw this.#unknownService();
    const contextIdentifier = this.#options.sites.inPath ? route.firstSegment : '';
    return { endpoint, route, contextIdentifier };
  }

  #unknownService(): SoapFault {
    const { endpoints, sites } = this.#options;
    const tenant = sites.inPath ? CONTEXT_IDENTIFIER : '';
    const paths = endpoints.map(({ declaration }) => addressOf('', tenant, declaration));
    return new SoapFault(
      'service-unknown',
      `There is nothing at this address. Services are at ${paths.join(' and ')}.`,
    );
  }

  #asFault(error: unknown, { requestId }: Caller): SoapFault {
    if (error instanceof SoapFault) return error;
    const { unexpected, message, fault } = businessErrorOf(error);
    if (unexpected) this.#options.onUnexpectedError(error, requestId);
    return new SoapFault(fault === 'unavailable' ? fault : 'receiver-error', message);
  }

  #refuse(request: RequestHead, fault: SoapFault): SoapResponse {
    return refuse(fault, request.headers['content-type']);
  }
}
