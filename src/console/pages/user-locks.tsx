/** The failed logins of a user, and the locks that they led to. */
import type { UserDetail } from '../../console-api/users.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Badge } from '../parts/badge.tsx';
import { Section } from '../parts/page.tsx';
import { Time } from '../parts/time.tsx';

interface UserLocksProps {
  readonly locks: UserDetail['locks'];
  readonly name: string;
  readonly unlock: () => Promise<void>;
}

export function UserLocks({ locks, name, unlock }: UserLocksProps) {
  const { failures, lockedUntil, lockedNetworks } = locks;
  const isLocked = lockedUntil !== null || lockedNetworks.length > 0;
  return (
    <Section
      title="Locks"
      aside={
        (isLocked || failures > 0) && (
          <ActionButton
            label="Unlock"
            title={`Unlock ${name}?`}
            question="Failed logins are forgotten, and the user can try again at once."
            perform={unlock}
          />
        )
      }
    >
      <p>
        <Badge tone={isLocked ? 'bad' : 'good'}>{isLocked ? 'locked' : 'not locked'}</Badge>{' '}
        {failures} failed {failures === 1 ? 'login' : 'logins'}
        {lockedUntil !== null && (
          <>
            , locked for unknown networks; ends <Time at={lockedUntil} />
          </>
        )}
      </p>
      {lockedNetworks.length > 0 && (
        <ul>
          {lockedNetworks.map(({ network, until }) => (
            <li key={network}>
              <code>{network}</code> is locked; ends <Time at={until} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
