/** Finds the addressed service, and answers SOAP messages and GET requests. */
import { currentVersionOf, findService, type ServedContract } from '../contract/served-contract.ts';
import type { Caller, Performer, Service } from '../contract/service.ts';
import type { Answer } from '../web/answer.ts';
import { answerText } from '../web/answer.ts';
import { BodyError } from '../web/body.ts';
import type { RequestHead } from '../web/request-head.ts';
import { explainProblem, type Sites } from '../web/sites.ts';
import { bodyFault } from './body-fault.ts';
import { businessErrorOf } from './business-error.ts';
import { SoapEndpoint, type SoapOptions } from './endpoint.ts';
import { headersOfFault, SoapFault, statusOfFault } from './fault.ts';
import { answerRoot, answerService } from './pages.ts';
import { refuse, type SoapResponse } from './response.ts';
import {
  CONTEXT_IDENTIFIER,
  type ServiceRoute,
  type SoapRoute,
  serviceAddress,
} from './soap-route.ts';

/** The SOAP services of one tenant. */
export interface SoapSite {
  /** The first segment of every path. Empty on-site. */
  readonly contextIdentifier: string;
  /** By the service's declared name. */
  readonly soapPerformers: ReadonlyMap<string, Performer>;
}

export interface SoapRouterOptions {
  readonly contract: ServedContract;
  readonly sites: Sites<SoapSite>;
  /** The options of every endpoint. */
  readonly soap: SoapOptions;
  /** Replaces the origin of the request in every address. */
  readonly publicUrl: string | null;
  /** The limit on a message, before and after decompression. */
  readonly envelopeBytesMax: number;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

export interface SoapHttpRequest {
  readonly head: RequestHead;
  readonly route: SoapRoute;
  readonly caller: Caller;
  /**
   * Reads the body. Called only if the body is needed.
   *
   * @throws BodyError if the body exceeds the limit or cannot be read.
   */
  readonly readBody: (bytesMax: number) => Promise<Buffer> | Buffer;
  /** Returns scheme and authority at which the client reached the server. */
  readonly originOf: (head: RequestHead) => string;
}

/** A service and the tenant in the request's path. */
interface Addressed {
  readonly service: Service;
  readonly route: ServiceRoute;
  readonly contextIdentifier: string;
}

export class SoapRouter {
  readonly #options: SoapRouterOptions;
  /** Created at a service's first message. */
  readonly #endpoints = new Map<Service, SoapEndpoint>();

  constructor(options: SoapRouterOptions) {
    this.#options = options;
  }

  /** Returns null if the client has disconnected. */
  async answer(request: SoapHttpRequest): Promise<Answer | null> {
    const { head, route, caller } = request;
    const { method } = head;
    const reads = method === 'GET' || method === 'HEAD';
    if (!reads && method !== 'POST') {
      const message = `The method ${method} is not allowed here; send SOAP by POST, read by GET.`;
      const fault = this.#asFault(new SoapFault('method-not-allowed', message), caller);
      return { ...refuseFor(head, fault), headers: { Allow: 'GET, HEAD, POST' } };
    }
    if (reads && route.kind === 'root') return this.#answerRoot(request);
    try {
      const addressed = this.#serviceAt(route);
      const { contextIdentifier } = addressed;
      const site = await this.#options.sites.find(contextIdentifier);
      if (typeof site !== 'object') {
        throw new SoapFault('tenant-unavailable', explainProblem(site, contextIdentifier));
      }
      if (caller.notes) caller.notes.tenant = site.contextIdentifier || null;
      return reads
        ? this.#answerPage(request, addressed, site)
        : await this.#answerMessage(request, addressed.service, site);
    } catch (error) {
      const fault = this.#asFault(error, caller);
      return reads
        ? {
            ...answerText(statusOfFault(fault, '1.1'), fault.message),
            headers: headersOfFault(fault),
          }
        : refuseFor(head, fault);
    }
  }

  /** The answer for a client that exceeds its rate limit. */
  refuseForNow(head: RequestHead, caller: Caller): Answer {
    const message =
      'Too many requests from this address. Ask less often, or try again in a second.';
    const fault = this.#asFault(new SoapFault('too-many-requests', message), caller);
    const refusal = refuseFor(head, fault);
    return { ...refusal, headers: { 'Retry-After': '1' } };
  }

  async #answerMessage(
    { head, caller, readBody }: SoapHttpRequest,
    service: Service,
    site: SoapSite,
  ): Promise<SoapResponse | null> {
    const { envelopeBytesMax } = this.#options;
    const soapAction = head.headers['soapaction'];
    const perform = site.soapPerformers.get(service.name);
    if (!perform) throw new Error(`The service ${service.name} is not bound.`);
    try {
      const body = await readBody(envelopeBytesMax);
      return await this.#endpointOf(service).handle({
        contentType: head.headers['content-type'],
        soapAction: Array.isArray(soapAction) ? soapAction.join(',') : soapAction,
        body,
        caller,
        perform,
      });
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      const fault = bodyFault(error.problem, envelopeBytesMax);
      if (fault === null) return null;
      throw fault;
    }
  }

  #endpointOf(service: Service): SoapEndpoint {
    const known = this.#endpoints.get(service);
    if (known) return known;
    const endpoint = new SoapEndpoint(service, this.#options.soap);
    this.#endpoints.set(service, endpoint);
    return endpoint;
  }

  #answerPage(
    { head, originOf }: SoapHttpRequest,
    { service, route }: Addressed,
    site: SoapSite,
  ): Answer {
    const { publicUrl } = this.#options;
    const address =
      publicUrl === null
        ? originOf(head) + route.path
        : serviceAddress(publicUrl, site.contextIdentifier, service);
    return answerService(service, address, route.asksFor);
  }

  #answerRoot({ head, originOf }: SoapHttpRequest): Answer {
    const { contract, sites } = this.#options;
    return answerRoot(contract, originOf(head), sites.inPath);
  }

  /** @throws SoapFault if there is no service at this address. */
  #serviceAt(route: SoapRoute): Addressed {
    if (route.kind !== 'service') throw this.#unknownService();
    const service = findService(this.#options.contract, route.version, route.serviceName);
    if (!service) throw this.#unknownService();
    const contextIdentifier = this.#options.sites.inPath ? route.firstSegment : '';
    return { service, route, contextIdentifier };
  }

  #unknownService(): SoapFault {
    const { contract, sites } = this.#options;
    const tenant = sites.inPath ? CONTEXT_IDENTIFIER : '';
    const services = contract.servicesOf(currentVersionOf(contract));
    const paths = services.map((service) => serviceAddress('', tenant, service));
    const names = contract.versions.map((version) => `Services${version}`);
    const [current, others] = [names.at(-1), names.slice(0, -1)];
    return new SoapFault(
      'service-unknown',
      `There is nothing at this address. Services are at ${paths.join(' and ')}. ` +
        (others.length === 0
          ? `The only version is ${current}.`
          : `The versions are ${others.join(', ')} and ${current}.`),
    );
  }

  #asFault(error: unknown, { requestId, notes }: Caller): SoapFault {
    if (notes) notes.error = error;
    if (error instanceof SoapFault) return error;
    const { unexpected, message, fault } = businessErrorOf(error);
    if (unexpected) this.#options.onUnexpectedError(error, requestId);
    return new SoapFault(fault === 'unavailable' ? fault : 'receiver-error', message);
  }
}

function refuseFor({ headers }: RequestHead, fault: SoapFault): SoapResponse {
  return refuse(fault, headers['content-type']);
}
