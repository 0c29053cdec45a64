/** The operations of the User agent about external tokens and the access gateway. */
import type { externalTokenOperations } from '../../contract/services88/user/external-tokens.ts';
import { DomainError } from '../../domain/errors.ts';
import { noAccessGateway } from '../../domain/user-secrets/access-gateway.ts';
import type { ExternalTokens } from '../../domain/user-secrets/external-tokens.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface ExternalTokenDependencies {
  readonly externalTokens: ExternalTokens;
}

export function externalTokenHandlers({
  externalTokens,
}: ExternalTokenDependencies): AgentHandlers<typeof externalTokenOperations, UserNeeds> {
  const refuseRegistration = async () => {
    throw noAccessGateway('This server cannot register with one.');
  };
  return {
    SaveExternalTokens: async ({ TokenManagementInfo: given }, { actor }) => {
      if (!given) {
        const message = 'TokenManagementInfo is missing. Send the tokens to save.';
        throw new DomainError('invalid-argument', message);
      }
      const tokens = {
        provider: given.Provider ?? '',
        accessToken: given.AccessToken ?? '',
        refreshToken: given.RefreshToken ?? '',
        claims: given.Claims ?? '',
      };
      return { Response: await externalTokens.save(actor, tokens) };
    },

    GetExternalTokens: async ({ Key }, { actor }) => {
      const found = await externalTokens.find(actor, Key ?? '');
      if (!found) return { Response: null };
      return {
        Response: {
          Provider: found.provider,
          AccessToken: found.accessToken,
          RefreshToken: found.refreshToken,
          Claims: found.claims,
        },
      };
    },

    DecryptAndSaveExternalTokens: async () => {
      const advice = 'Only it can decrypt these tokens. Send decrypted ones to SaveExternalTokens.';
      throw noAccessGateway(advice);
    },

    ExchangeCodeAndSaveTokens: async () => {
      const advice =
        'Only it can exchange the code. Send the tokens to SaveExternalTokens instead.';
      throw noAccessGateway(advice);
    },

    // There is no registration.
    GetAccessGatewayInfo: async () => ({ Response: { ClientId: '', RedirectUri: '' } }),

    CheckAccessGatewayRegistration: async () => ({ Response: false }),

    RegisterWithAccessGateway: refuseRegistration,

    GetOrRegisterAccessGatewayInfo: refuseRegistration,
  };
}
