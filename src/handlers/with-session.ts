/**
 * Requires a session for all operations of an agent, and the permission that the agent's table
 * names for each operation.
 */
import type { Caller, OperationHandlers, Operations } from '../contract/service.ts';
import { type Authorised, authorise, type Permission, type UserActor } from '../domain/actor.ts';
import type { Agent } from '../domain/applications/applications.ts';
import type { TenantAudit } from '../domain/audit/audit-trail.ts';
import { DomainError } from '../domain/errors.ts';
import type { Admission, AdmittedSession } from '../domain/sessions/admission.ts';
import type { CsSessionOrigin } from '../domain/sessions/cs-session.ts';
import type { AssociateStore } from '../domain/users/associate.ts';
import { guard } from './guard.ts';
import type { ServiceCall } from './service-call.ts';

export interface SessionCall extends AdmittedSession {
  readonly caller: Caller;
  readonly origin: CsSessionOrigin;
}

/** A call of an operation that needs a permission, with the user whose permission was checked. */
export interface PermittedCall<P extends Permission> extends SessionCall {
  readonly actor: Authorised<P>;
}

/** The permission that an operation needs. `session` if it needs none. */
export type Need = Permission | 'session';

/** The need of each operation of an agent. */
export type Needs<O extends Operations> = Readonly<Record<keyof O, Need>>;

type CallOf<N extends Need> = N extends Permission ? PermittedCall<N> : SessionCall;

/** One handler per operation. It receives a call with the checked permission. */
export type AgentHandlers<O extends Operations, N extends Needs<O>> = {
  readonly [K in keyof O]: OperationHandlers<Pick<O, K>, CallOf<N[K]>>[K];
};

export interface GuardDependencies {
  readonly admission: Admission;
  readonly stores: { readonly associates: Pick<AssociateStore, 'principal'> };
  readonly audit: TenantAudit;
}

export function withSession<O extends Operations, const N extends Needs<O>>(
  agent: Agent,
  dependencies: GuardDependencies,
  needs: N,
  handlers: AgentHandlers<O, N>,
): OperationHandlers<O, ServiceCall> {
  const admit = async ({ proof, caller, origin }: ServiceCall): Promise<SessionCall> => ({
    ...(await dependencies.admission.admitSession(proof, agent, caller)),
    caller,
    origin,
  });
  // The compiler has checked that each handler fits the call for its need.
  const checked = handlers as unknown as Readonly<Record<string, Perform>>;
  const permitted = Object.entries(checked).map(([name, perform]) => {
    const need = needs[name] ?? 'session';
    return [name, need === 'session' ? perform : permitting(dependencies, name, need, perform)];
  });
  return guard<O, ServiceCall, SessionCall>(Object.fromEntries(permitted), () => admit);
}

type Perform = (request: never, call: SessionCall) => Promise<object>;

/** Refuses users without the permission, and records refusals, including those by the domain. */
function permitting(
  dependencies: GuardDependencies,
  operation: string,
  need: Permission,
  perform: Perform,
): Perform {
  return async (request, call) => {
    const { session, application, caller } = call;
    const principal = await dependencies.stores.associates.principal(session.associate);
    const actor: UserActor = { kind: 'user', principal, application, caller };
    try {
      const permitted: PermittedCall<Permission> = { ...call, actor: authorise(actor, need) };
      return await perform(request, permitted);
    } catch (error) {
      await recordRefusal(dependencies.audit, actor, operation, error);
      throw error;
    }
  };
}

async function recordRefusal(
  audit: TenantAudit,
  { principal, application, caller }: UserActor,
  operation: string,
  error: unknown,
): Promise<void> {
  if (!(error instanceof DomainError) || error.code !== 'not-permitted') return;
  await audit.record(caller, {
    action: 'operation-refused',
    outcome: 'refused',
    user: principal.associate.name,
    application: application?.name ?? null,
    detail: { operation, reason: error.code },
  });
}
