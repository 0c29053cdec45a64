/** Who runs this command: the actor of what it changes. */
import { hostname, userInfo } from 'node:os';
import { type Authorised, authorise, type Permission } from '../domain/actor.ts';

/** The operator with one of the permissions, of which operators have all. */
export function asOperator<P extends Permission>(permission: P): Authorised<P> {
  return authorise({ kind: 'operator', name: operatorName() }, permission);
}

/** Such as `root@crm1`. */
export function operatorName(): string {
  return `${systemUserName()}@${hostname()}`;
}

/** Containers often run as a user who has no name. */
function systemUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
