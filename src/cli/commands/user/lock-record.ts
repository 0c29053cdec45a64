/** The login locks of a user, as commands print them. */
import type { Associate } from '../../../domain/users/associate.ts';
import { loginNamesOf } from '../../../domain/users/login-names.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { printTime } from '../../terminal.ts';

export async function lockRecordOfUser({ loginGuard }: TenantServices, associate: Associate) {
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
