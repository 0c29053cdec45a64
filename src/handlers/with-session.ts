/**
 * Requires a session for all operations of an agent, and the permission that the agent's table
 * names for each operation.
 */
import {
  type Caller,
  type OperationHandlers,
  type Operations,
  type Performer,
  performerOf,
} from '../contract/service.ts';
import { type Authorised, authorise, type Permission, type UserActor } from '../domain/actor.ts';
import type { Agent } from '../domain/applications/applications.ts';
import type { TenantAudit } from '../domain/audit/audit-trail.ts';
import { DomainError } from '../domain/errors.ts';
import type { Admission, AdmittedSession } from '../domain/sessions/admission.ts';
import type { CsSessionOrigin } from '../domain/sessions/cs-session.ts';
import type { AssociateStore } from '../domain/users/associate.ts';
import type { ServiceCall } from './service-call.ts';
import { admitWithFaults } from './with-faults.ts';

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
  agent: Agent & { readonly operations: O },
  dependencies: GuardDependencies,
  needs: N,
  handlers: AgentHandlers<O, N>,
): Performer<ServiceCall> {
  // The compiler has checked that each handler fits the call for its need.
  const perform = performerOf(handlers as unknown as OperationHandlers<O, SessionCall>);
  return async (operation, request, { proof, caller, origin }) => {
    const admitted = await admitWithFaults(caller, () =>
      dependencies.admission.admitSession(proof, agent, caller),
    );
    const call = { ...admitted, caller, origin };
    const need = needs[operation] ?? 'session';
    if (need === 'session') return perform(operation, request, call);
    const actor = await actorOf(dependencies, call);
    try {
      const permitted: PermittedCall<Permission> = { ...call, actor: authorise(actor, need) };
      return await perform(operation, request, permitted);
    } catch (error) {
      await recordRefusal(dependencies.audit, actor, operation, error);
      throw error;
    }
  };
}

async function actorOf(
  { stores }: GuardDependencies,
  { session, application, caller }: SessionCall,
): Promise<UserActor> {
  const principal = await stores.associates.principal(session.associate);
  return { kind: 'user', principal, application, caller };
}

/** Records refusals of users without the permission, including those by the domain. */
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
