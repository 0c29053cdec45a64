/** Who runs this command, for the audit trail: such as `root@crm1`. */
import { hostname, userInfo } from 'node:os';

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
