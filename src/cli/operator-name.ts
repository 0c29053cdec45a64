/** The user who runs this command. Audit events name this user as the actor. */
import { hostname, userInfo } from 'node:os';
import {
  type Authorised,
  authorise,
  type OperatorActor,
  type Permission,
} from '../domain/actor.ts';

/** Authorises the operator, who has all permissions. */
export function asOperator<P extends Permission>(permission: P): Authorised<P> {
  return authorise(commandOperator(), permission);
}

export function commandOperator(): OperatorActor {
  return { kind: 'operator', name: operatorName(), role: 'operator', caller: null };
}

/** Such as `root@crm1`. */
export function operatorName(): string {
  return `${systemUserName()}@${hostname()}`;
}

/** Containers often run as a user without a name. */
function systemUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
