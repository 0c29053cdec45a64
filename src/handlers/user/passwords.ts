/** The operations of the User agent about passwords. */
import type { passwordOperations } from '../../contract/services88/user/passwords.ts';
import type { PasswordResets } from '../../domain/passwords/password-resets.ts';
import type { Passwords } from '../../domain/passwords/passwords.ts';
import type { AgentHandlers, PermittedCall } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface PasswordDependencies {
  readonly passwords: Passwords;
  readonly passwordResets: PasswordResets;
}

interface GivenPasswords {
  readonly OldPassword: string | null;
  readonly NewPassword: string | null;
}

export function passwordHandlers({
  passwords,
  passwordResets,
}: PasswordDependencies): AgentHandlers<typeof passwordOperations, UserNeeds> {
  return {
    CanChangePassword: async ({ AssociateId }, { actor }) => ({
      Response: await passwords.canChange(actor, AssociateId),
    }),

    GetSupportedChangePasswordTypes: async ({ AssociateId }, { actor }) => {
      if (!(await passwords.canChange(actor, AssociateId))) return { Response: [] };
      const byMail = await passwordResets.canSend(AssociateId);
      return { Response: byMail ? ['Password', 'Email'] : ['Password'] };
    },

    ChangePassword: async ({ AssociateId: id, ...given }, call) => ({
      Response: await passwords.change(call.actor, { id }, changeOf(given, call)),
    }),

    ChangePasswordFromName: async ({ AssociateName, ...given }, call) => ({
      Response: await passwords.change(call.actor, named(AssociateName), changeOf(given, call)),
    }),

    ChangeOwnPassword: async (given, call) => ({
      Response: await passwords.changeOwn(call.actor, changeOf(given, call)),
    }),

    SendChangePasswordEMail: async ({ AssociateId }, { actor }) => {
      const { isSent, reason } = await passwordResets.send(actor, AssociateId);
      return { Response: { Success: isSent, Message: reason } };
    },

    SetPassword: async ({ AssociateId: id, Password }, { actor }) => {
      await passwords.set(actor, { id }, Password ?? '');
      return { Response: true };
    },

    SetPasswordFromName: async ({ AssociateName, Password }, { actor }) => {
      await passwords.set(actor, named(AssociateName), Password ?? '');
      return { Response: true };
    },

    SetGeneratedPassword: async ({ AssociateId: id }, { actor }) => ({
      Response: await passwords.setGenerated(actor, { id }),
    }),

    SetGeneratedPasswordFromName: async ({ AssociateName }, { actor }) => ({
      Response: await passwords.setGenerated(actor, named(AssociateName)),
    }),

    IsPasswordValid: async ({ AssociateId, Password }, { actor }) => ({
      Response: (await passwords.problemOf(actor, AssociateId, Password ?? '')) === null,
    }),

    IsPasswordValidWithReason: async ({ AssociateId, Password }, { actor }) => {
      const problem = await passwords.problemOf(actor, AssociateId, Password ?? '');
      return { Response: { Reason: problem ?? '', Result: problem === null } };
    },
  };
}

/** The operation about the passwords of external users, which the contract declares elsewhere. */
export function externalPasswordHandlers({ passwords }: Pick<PasswordDependencies, 'passwords'>) {
  return {
    GenerateNewPasswordForExternalUser: async (
      { AssociateName }: { readonly AssociateName: string | null },
      { actor }: PermittedCall<'change-passwords'>,
    ) => ({ Response: await passwords.setGenerated(actor, named(AssociateName), 'external') }),
  };
}

function named(name: string | null) {
  return { name: name ?? '' };
}

function changeOf(
  { OldPassword, NewPassword }: GivenPasswords,
  { session }: PermittedCall<'change-passwords'>,
) {
  return {
    oldPassword: OldPassword ?? '',
    newPassword: NewPassword ?? '',
    ticketId: session.ticket.id,
  };
}
