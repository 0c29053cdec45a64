/** What keeps a user from logging in, as commands print it. */
import type { Associate } from '../../../domain/associate.ts';
import type { Office } from '../../../office.ts';
import { printTime } from '../../terminal.ts';

/** What a user may be called at a login. */
export function loginNamesOf({ name, email }: Associate): readonly string[] {
  return email === null ? [name] : [name, email];
}

export async function lockRecordOfUser({ loginGuard }: Office, associate: Associate) {
  const { failures, lockedUntilMs, lockedNetworks } = await loginGuard.standingOf(
    loginNamesOf(associate),
  );
  return {
    failedLogins: failures,
    lockedUntil: printTime(lockedUntilMs),
    lockedFrom: lockedNetworks.map(
      ({ network, untilMs }) => `${network} until ${printTime(untilMs)}`,
    ),
  };
}
