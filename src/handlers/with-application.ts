/** Applications for the operations of a service: Online, none is performed without one. */
import type {
  Call,
  Handlers,
  OperationHandlers,
  Operations,
  Service,
} from '../contract/service.ts';
import type { applicationRequestHeaders } from '../contract/services88/headers.ts';
import type { Application } from '../domain/application.ts';
import type { Applications } from '../domain/applications.ts';
import { guard } from './guard.ts';

type ApplicationHeaders = typeof applicationRequestHeaders;

export interface ApplicationCall<H extends ApplicationHeaders> extends Call<H> {
  /** Null where none is known, which is on-site only. */
  readonly application: Application | null;
}

export function withApplication<H extends ApplicationHeaders, O extends Operations>(
  agent: Service<H, O>,
  applications: Applications,
  handlers: OperationHandlers<O, ApplicationCall<H>>,
): Handlers<Service<H, O>> {
  return guard<O, Call<H>, ApplicationCall<H>>(handlers, async (call) => {
    const { ApplicationToken }: Call<ApplicationHeaders>['headers'] = call.headers;
    return { ...call, application: await applications.admit(ApplicationToken ?? '', agent) };
  });
}
