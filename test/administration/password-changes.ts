/** The changes of passwords that the domain offers. A method without an entry does not compile. */

import type { Mail } from '../../src/domain/passwords/mailer.ts';
import { defaultPasswordPolicy } from '../../src/domain/passwords/password-policy.ts';
import type { PasswordResets } from '../../src/domain/passwords/password-resets.ts';
import type { Passwords } from '../../src/domain/passwords/passwords.ts';
import { cheapHash } from '../support/cheap-hash.ts';
import { changePerson } from '../support/test-installation.ts';
import { byOperator, type Methods, type Scene, SECRET } from './scene.ts';

const OLD = 'the old password';
const change = { oldPassword: OLD, newPassword: SECRET, ticketId: '' };

/** Gives a password, and logs in, so that the address of the actor is known. */
async function giveOldPassword({ services, by, anna, bo }: Scene): Promise<void> {
  const { caller } = (await by('change-passwords')) as { caller?: { address: string } };
  for (const { id, name } of [anna, bo]) {
    await services.stores.associates.setPasswordHash(id, cheapHash(OLD));
    const claim = { kind: 'user', name, address: caller?.address ?? '' } as const;
    await services.loginGuard.attempt(claim, async () => true);
  }
}

export const passwords: Methods<Passwords> = {
  policy: 'reads',
  canChange: 'reads',
  problemOf: 'reads',
  accept: 'reads',
  setPolicy: [
    {
      make: ({ services }) =>
        services.passwords.setPolicy(byOperator('administer-installation'), {
          ...defaultPasswordPolicy,
          digitsMin: 1,
        }),
      action: 'password-policy-set',
      detail: { charactersMin: 8, digitsMin: 1 },
    },
    {
      make: ({ services }) =>
        services.passwords.setPolicy(byOperator('administer-installation'), null),
      action: 'password-policy-set',
      detail: { isDefault: true },
    },
  ],
  changeOwn: [
    {
      prepare: giveOldPassword,
      make: async ({ services, by }) =>
        services.passwords.changeOwn(await by('change-passwords'), change),
      action: 'user-password-set',
      detail: { how: 'old-password' },
    },
  ],
  change: [
    {
      prepare: giveOldPassword,
      make: async ({ services, by, bo }) =>
        services.passwords.change(await by('change-passwords'), bo, change),
      action: 'user-password-set',
      detail: { how: 'old-password' },
    },
    {
      make: async ({ services, by, bo }) => {
        const forced = { ...change, oldPassword: '' };
        return services.passwords.change(await by('change-passwords'), bo, forced);
      },
      action: 'user-password-set',
      detail: { how: 'administration' },
    },
  ],
  set: [
    {
      make: async ({ services, by, bo }) =>
        services.passwords.set(await by('change-passwords'), { name: 'BO' }, `${SECRET}${bo.id}`),
      action: 'user-password-set',
      detail: { how: 'administration' },
    },
    {
      make: ({ services, bo }) =>
        services.passwords.set(byOperator('change-passwords'), bo, SECRET),
      action: 'user-password-set',
      detail: { how: 'administration' },
    },
  ],
  setAccepted: [
    {
      make: async ({ services, bo }) =>
        services.passwords.setAccepted(
          byOperator('change-passwords'),
          bo.id,
          await services.passwords.accept(SECRET),
        ),
      action: 'user-password-set',
      detail: { how: 'administration' },
    },
  ],
  setGenerated: [
    {
      make: async ({ services, by, bo }) =>
        services.passwords.setGenerated(await by('change-passwords'), bo),
      action: 'user-password-set',
      detail: { how: 'generated' },
    },
  ],
};

const mails: Mail[] = [];

/** Sends no mail, but keeps it. */
export const keptMails = {
  mailer: { send: async (mail: Mail) => void mails.push(mail) },
  publicUrl: 'https://crm.example.com',
};

function giveAddress({ services, anna, bo }: Scene): Promise<unknown> {
  const give = ({ name, personId }: typeof bo) =>
    changePerson(services.stores, personId, { email: `${name}@example.com` });
  return Promise.all([anna, bo].map(give));
}

export const passwordResets: Methods<PasswordResets> = {
  canSend: 'reads',
  open: 'reads',
  send: [
    {
      prepare: giveAddress,
      make: async ({ services, by, bo }) =>
        services.passwordResets.send(await by('change-passwords'), bo.id),
      action: 'password-mail-requested',
      detail: {},
    },
  ],
  complete: [
    {
      prepare: async (scene) => {
        await giveAddress(scene);
        const { services, anna } = scene;
        await services.passwordResets.send(byOperator('change-passwords'), anna.id);
      },
      make: ({ services }) => {
        const [, token = ''] = /token=(\S+)/.exec(mails.at(-1)?.text ?? '') ?? [];
        const caller = { address: '192.0.2.7', userAgent: 'test', requestId: 'r1' };
        return services.passwordResets.complete(token, SECRET, caller);
      },
      action: 'user-password-set',
      detail: { how: 'mail' },
    },
  ],
};
