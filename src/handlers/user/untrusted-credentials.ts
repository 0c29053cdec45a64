/** The operations of the User agent about untrusted credentials. */
import type { RequestOf } from '../../contract/service.ts';
import type { untrustedCredentialOperations } from '../../contract/services88/user/untrusted-credentials.ts';
import type { UserService } from '../../contract/services88/user.ts';
import { DomainError } from '../../domain/errors.ts';
import type {
  UntrustedCredential,
  UntrustedCredentialInput,
} from '../../domain/user-secrets/untrusted-credential.ts';
import type { UntrustedCredentials } from '../../domain/user-secrets/untrusted-credentials.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface UntrustedCredentialDependencies {
  readonly untrustedCredentials: UntrustedCredentials;
}

type Carrier = RequestOf<UserService, 'SaveUntrustedCredentials'>['Credentials'];

const UTC = 0;
/** 0001-01-01, .NET's default date. A client that sends no date sends this one. */
const NO_DATE_MS = -62_135_596_800_000;

export function untrustedCredentialHandlers({
  untrustedCredentials,
}: UntrustedCredentialDependencies): AgentHandlers<
  typeof untrustedCredentialOperations,
  UserNeeds
> {
  return {
    CreateDefaultUntrustedCredentials: async (_request, { actor }) => ({
      Response: carrierOf(untrustedCredentials.draft(actor)),
    }),

    GetUntrustedCredentials: async ({ Type }, { actor }) => ({
      Response: (await untrustedCredentials.list(actor, null, Type ?? '')).map(carrierOf),
    }),

    GetUntrustedCredentialsForAssociate: async ({ AssociateId, Type }, { actor }) => ({
      Response: (await untrustedCredentials.list(actor, AssociateId, Type ?? '')).map(carrierOf),
    }),

    SaveUntrustedCredentials: async ({ Type, Credentials }, { actor }) => {
      await untrustedCredentials.save(actor, null, Type ?? '', inputOf(Credentials));
      return {};
    },

    SaveUntrustedCredentialsForAssociate: async ({ AssociateId, Type, Credentials }, { actor }) => {
      await untrustedCredentials.save(actor, AssociateId, Type ?? '', inputOf(Credentials));
      return {};
    },

    RemoveUntrustedCredentials: async ({ Type, PublicValue }, { actor }) => {
      await untrustedCredentials.remove(actor, null, Type ?? '', PublicValue ?? '');
      return {};
    },

    RemoveUntrustedCredentialsForAssociate: async (request, { actor }) => {
      const { AssociateId, Type, PublicValue } = request;
      await untrustedCredentials.remove(actor, AssociateId, Type ?? '', PublicValue ?? '');
      return {};
    },
  };
}

function carrierOf(credential: UntrustedCredential) {
  return {
    ValidFrom: { epochMs: credential.validFromMs, offsetMinutes: UTC },
    ValidTo: { epochMs: credential.validToMs, offsetMinutes: UTC },
    Comment: credential.comment,
    SecretValue: credential.secret,
    PublicValue: credential.publicValue,
    IsActive: credential.isActive,
  };
}

/** @throws DomainError `invalid-argument` if the carrier is missing. */
function inputOf(carrier: Carrier): UntrustedCredentialInput {
  if (!carrier) {
    const message = 'Credentials is missing. Send the credentials to save.';
    throw new DomainError('invalid-argument', message);
  }
  return {
    validFromMs: timeOf(carrier.ValidFrom),
    validToMs: timeOf(carrier.ValidTo),
    comment: carrier.Comment ?? '',
    secret: carrier.SecretValue ?? '',
    publicValue: carrier.PublicValue ?? '',
    isActive: carrier.IsActive,
  };
}

function timeOf({ epochMs }: { readonly epochMs: number }): number | null {
  return epochMs === NO_DATE_MS ? null : epochMs;
}
